import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { standardised } from '../../src/learned/index.js';

/** What Gaussian units are shown has no unit and no origin, within what float32 keeps of the values. */
const runs = { seed: 13, numRuns: 100 };

const column = (values: Iterable<number>) => {
  const data = Float32Array.from(values);
  return standardised({ count: data.length, units: 1, values: data }).values;
};

function meanAndVariance(values: ArrayLike<number>) {
  const [all, n] = [Array.from(values), values.length];
  const mean = all.reduce((a, b) => a + b, 0) / n;
  return { mean, variance: all.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / n };
}

describe('standardised', () => {
  test('gives a unit that varies the mean 0 and variance 1, whatever its unit and origin', () => {
    fc.assert(
      fc.property(numbers(3), scales(30), offsets, (x, c, offset) => {
        const values = Float32Array.from(x, (value) => c * (value + offset));
        const varies = values.some((value) => value !== values[0]);
        const { mean, variance } = meanAndVariance(column(values));
        expect(Math.abs(mean)).toBeLessThan(1e-6);
        expect(Math.abs(variance - (varies ? 1 : 0))).toBeLessThan(1e-6);
      }),
      runs,
    );
  });

  test('gives the same numbers in any unit, and from any origin as far as float32 tells the values apart', () => {
    fc.assert(
      fc.property(numbers(3), scales(30), offsets, (x, c, offset) => {
        const plain = column(x);
        const scaled = column(x.map((value) => c * value));
        const far = column(x.map((value) => value + offset));
        const deviation = Math.sqrt(meanAndVariance(x).variance);
        fc.pre(deviation > 1e-3);
        // Each value is rounded by 2⁻²⁴ of itself, and so is what it is measured by.
        const rounding = (size: number) => (x.length * 4 * 2 ** -24 * (1 + size)) / deviation;
        plain.forEach((value, i) => {
          expect(Math.abs(scaled[i]! - value)).toBeLessThan(rounding(0) * (1 + Math.abs(value)));
          const allowed = rounding(Math.abs(offset));
          if (allowed < 0.5) expect(Math.abs(far[i]! - value)).toBeLessThan(2 * allowed * (1 + Math.abs(value)));
        });
      }),
      runs,
    );
  });

  test('gives nothing of a unit that is the same in all rows', () => {
    const floats = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(floats, fc.integer({ min: 1, max: 500 }), (x, n) => {
        expect(column(Array(n).fill(x)).every((value) => value === 0)).toBe(true);
      }),
      runs,
    );
  });

  test('refuses what is no number', () => {
    const values = Float32Array.of(1, 2, Number.NaN, 3);
    expect(() => standardised({ count: 2, units: 2, values })).toThrow('unit 0 has a value that is not finite');
    expect(() => standardised({ count: 2, units: 3, values })).toThrow('4 values of shape (2, 3)');
  });
});
