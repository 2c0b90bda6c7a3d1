import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hfmDivergence } from '../src/index.js';
import { millerMadow } from '../src/miller-madow.js';
import { standardErrors } from '../src/standard-errors.js';

/** Counts have no unit: k times as many of each leave k-th parts of a bias and √k-th parts of an error. */
const counts = fc.array(fc.nat(1000), { minLength: 16, maxLength: 16 }).filter((all) => all.some((n) => n > 0));
const times = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
const sum = (all: readonly number[]) => all.reduce((total, n) => total + n, 0);

describe('millerMadow', () => {
  test('falls as the samples grow, and knows neither the order of states nor those that are not seen', () => {
    fc.assert(
      fc.property(counts, times, fc.nat(50), (seen, k, unseen) => {
        const plain = millerMadow(seen, sum(seen));
        const many = millerMadow(
          seen.map((n) => k * n),
          k * sum(seen),
        );
        expect(Math.abs(k * many - plain)).toBeLessThanOrEqual(4 * Number.EPSILON * plain);
        expect(millerMadow([...seen.toReversed(), ...Array(unseen).fill(0)], sum(seen))).toBe(plain);
      }),
      { seed: 13, numRuns: 100 },
    );
  });
});

describe('standardErrors', () => {
  test('of D and g fall as the root of the samples', () => {
    const conventions = fc.constantFrom('A' as const, 'B' as const);
    fc.assert(
      fc.property(counts, times, conventions, (seen, k, convention) => {
        const nearest = hfmDivergence(seen, convention);
        const plain = standardErrors(seen, sum(seen), nearest);
        const many = standardErrors(
          seen.map((n) => k * n),
          k * sum(seen),
          nearest,
        );
        for (const of of ['divergence', 'g'] as const) {
          if (Number.isNaN(plain[of])) expect(many[of]).toBeNaN();
          else expect(Math.abs(Math.sqrt(k) * many[of] - plain[of])).toBeLessThanOrEqual(1e-7 * (1e-3 + plain[of]));
        }
      }),
      { seed: 13, numRuns: 100 },
    );
  });
});
