import { describe, expect, test } from 'vitest';
import { millerMadow, occupiedStates } from '../src/miller-madow.js';

describe('the correction of Miller and Madow', () => {
  test('is that of three occupied states of four in ten samples: (3 - 1)/(2 · 10) nats', () => {
    expect(occupiedStates([6, 0, 3, 1])).toBe(3);
    expect(millerMadow([6, 0, 3, 1], 10)).toBeCloseTo(0.1, 15);
  });

  test('is none where one state is occupied', () => {
    expect(millerMadow([0, 10], 10)).toBe(0);
  });

  test('is what the mean entropy of all samples of two coins is too small by, to first order', () => {
    // M fair tosses: ln 2 less the mean of the entropy of k heads over the binomial distribution, exactly.
    const samples = 200;
    let weight = 2 ** -samples;
    let mean = 0;
    for (let k = 0; k <= samples; k++) {
      const [p, q] = [k / samples, 1 - k / samples];
      mean -= weight * ((p > 0 ? p * Math.log(p) : 0) + (q > 0 ? q * Math.log(q) : 0));
      weight *= (samples - k) / (k + 1);
    }
    // The next order is 1/(12M²) · (Σ 1/p - 1) = 3/(12M²).
    expect(Math.abs(Math.LN2 - mean - millerMadow([100, 100], samples))).toBeLessThan(1 / (samples * samples));
  });
});
