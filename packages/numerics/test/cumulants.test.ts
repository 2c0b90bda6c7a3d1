import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulants, cumulantsFromMoments, momentsFromCumulants } from '../src/index.js';
import expected from './expected/cumulants.json' with { type: 'json' };

const real = fc.double({ min: -2, max: 2, noNaN: true });
const weight = fc.double({ min: 0.05, max: 1, noNaN: true });
const distribution = fc.array(fc.tuple(real, weight), { minLength: 1, maxLength: 6 });

/** Sums of up to 10! products of numbers of order one. */
const ROUNDING = 1e-8;

describe('cumulants', () => {
  test('are the derivatives of ln E e^{tx} that 60-digit arithmetic finds', () => {
    for (const [i, kappa] of cumulants(expected.values, expected.weights, 10).entries()) {
      expect(Math.abs(kappa / expected.cumulants[i]! - 1)).toBeLessThan(1e-12);
    }
  });

  test('from the second on, within the three digits the values lose, do not feel a shift, however large beside the scatter', () => {
    const shifted = cumulants(
      expected.values.map((x) => x + 1000),
      expected.weights,
      6,
    );
    for (const [i, kappa] of shifted.entries()) expect(Math.abs(kappa / expected.shifted[i]! - 1)).toBeLessThan(1e-11);
  });

  test('of a normal distribution are mean and variance and nothing else', () => {
    // Raw moments of N(1/2, 2).
    const [mean, variance] = [0.5, 2];
    const moments = [1, mean];
    for (let n = 2; n <= 10; n++) moments.push(mean * moments[n - 1]! + (n - 1) * variance * moments[n - 2]!);
    for (const [i, kappa] of cumulantsFromMoments(moments.slice(1)).entries()) {
      expect(kappa).toBeCloseTo([mean, variance][i] ?? 0, 9);
    }
  });

  test('of a Bernoulli variable with field 0.3 are s, s(1-s), ...', () => {
    const p = 1 / (1 + Math.exp(-0.3));
    const kappa = [0.574442516811659, 0.244458311690746, -0.0363961839555763, -0.114100885237393];
    for (const [k, cumulant] of cumulantsFromMoments([p, p, p, p]).entries()) {
      expect(cumulant).toBeCloseTo(kappa[k]!, 13);
    }
  });

  test('of a normal variable are two, of whole moments exactly', () => {
    expect(cumulantsFromMoments([1, 3, 7, 25, 81, 331])).toEqual([1, 2, 0, 0, 0, 0]); // mean 1, variance 2
  });

  test('of a Poisson distribution are all equal to its mean', () => {
    const mean = 1.5;
    const counts = Array.from({ length: 60 }, (_, k) => k);
    const weights = counts.reduce<number[]>((w, k) => w.concat(k === 0 ? 1 : (w[k - 1]! * mean) / k), []);
    for (const kappa of cumulants(counts, weights, 8)) expect(kappa).toBeCloseTo(mean, 9);
  });

  test('of independent variables add', () => {
    fc.assert(
      fc.property(distribution, distribution, (x, y) => {
        const sums = x.flatMap(([a, v]) => y.map(([b, w]) => [a + b, v * w] as const));
        const cumulantsOf = (d: readonly (readonly [number, number])[]) =>
          cumulants(
            d.map(([value]) => value),
            d.map(([, w]) => w),
            7,
          );
        const [ofX, ofY] = [cumulantsOf(x), cumulantsOf(y)];
        for (const [n, kappa] of cumulantsOf(sums).entries()) {
          expect(Math.abs(kappa - ofX[n]! - ofY[n]!)).toBeLessThan(ROUNDING);
        }
      }),
      { seed: 10, numRuns: 100 },
    );
  });

  test('give back the moments they came from', () => {
    fc.assert(
      fc.property(fc.array(real, { minLength: 1, maxLength: 8 }), (moments) => {
        for (const [i, m] of momentsFromCumulants(cumulantsFromMoments(moments)).entries()) {
          expect(Math.abs(m - moments[i]!)).toBeLessThan(ROUNDING);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('of impossible distributions are refused', () => {
    expect(() => cumulants([1, 2], [1], 2)).toThrow('cumulants: 2 values and 1 weights; give one weight per value.');
    expect(() => cumulants([1, Number.NaN], [1, 1], 2)).toThrow('cumulants: value 1 is NaN with weight 1');
    expect(() => cumulants([1, 2], [1, -1], 2)).toThrow('cumulants: value 1 is 2 with weight -1');
    expect(() => cumulants([1], [0], 2)).toThrow('cumulants: all weights are 0');
    expect(() => cumulants([1], [1], 0)).toThrow('cumulants: order is 0; expected a positive integer.');
  });
});
