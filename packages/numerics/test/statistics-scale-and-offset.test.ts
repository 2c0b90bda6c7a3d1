import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimate } from '../src/index.js';
import { jackknife } from '../src/jackknife.js';
import { holm } from '../src/significance.js';
import { numbers, offsets, scales } from '../src/testing.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

describe('jackknife', () => {
  /** The midrange, which is shifted and rescaled with its samples, and is no mean. */
  const midrange = (samples: readonly number[]) => (kept: readonly number[]) => {
    const values = kept.map((j) => samples[j]!);
    return Math.min(...values) / 2 + Math.max(...values) / 2;
  };

  test('of a statistic that goes with unit and origin has pseudo-values that do', () => {
    fc.assert(
      fc.property(numbers(2), offsets, scales(), (x, offset, c) => {
        const plain = jackknife(x.length, midrange(x));
        const far = jackknife(x.length, midrange(x.map((value) => c * (offset + value))));
        // Of n times a statistic less n - 1 times another 2 n roundings are left.
        const rounding = 4 * x.length * Number.EPSILON * (1 + Math.abs(offset));
        far.forEach((value, j) => {
          expect(Math.abs(value / c - offset - plain[j]!)).toBeLessThanOrEqual(rounding);
        });
        const [ofPlain, ofFar] = [estimate(plain), estimate(far)];
        expect(Math.abs(ofFar.standardError / c - ofPlain.standardError)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });
});

describe('holm', () => {
  const probabilities = fc.array(fc.double({ min: 1e-5, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

  test('multiplies p-values of any size that are far from 1 by what they are multiplied by', () => {
    const factors = fc.integer({ min: -300, max: -2 }).map((e) => Number(`1e${e}`));
    fc.assert(
      fc.property(probabilities, factors, factors, (p, c, smaller) => {
        const small = p.map((value) => value * c);
        const plain = holm(p.map((value) => value * 1e-2));
        const scaled = holm(small);
        scaled.forEach((value, i) => {
          expect(Math.abs(value / c - 100 * plain[i]!)).toBeLessThanOrEqual(1e-13 * (1 + p.length));
        });
        // One more test, smaller than all, is corrected for all of them and changes none of the others.
        const least = Math.min(...small) * smaller;
        fc.pre(least > 1e-300);
        expect(holm([...small, least])).toEqual([...scaled, least * (p.length + 1)]);
      }),
      runs,
    );
  });
});
