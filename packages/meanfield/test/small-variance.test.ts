import { describe, expect, test } from 'vitest';
import { meanField } from '../src/mean-field.js';

/** σ_w² = 10⁻ᵏ without biases has χ₁ = χ_q = σ_w² and ξ = 1 / (k ln 10), in which no logarithm of it is taken. */

describe('far below the transition', () => {
  test.each([1, 2, 8, 14, 16, 20, 100, 300])(
    'at σ_w² = 1e-%i both lengths are -1/ln σ_w², within their bounds',
    (k) => {
      const sigmaW2 = Number(`1e-${k}`);
      const { chi1, chiC, chiQ, xiC, xiQ, bounds } = meanField(sigmaW2, 0);
      expect([chi1, chiC, chiQ]).toEqual([sigmaW2, sigmaW2, sigmaW2]);
      const exact = 1 / (k * Math.LN10);
      for (const [xi, bound] of [
        [xiC, bounds.xiC],
        [xiQ, bounds.xiQ],
      ] as const) {
        expect(Math.abs(xi - exact)).toBeLessThanOrEqual(bound + 4 * Number.EPSILON * exact);
        expect(bound).toBeLessThan(1e-13 * exact);
      }
    },
  );

  test('biases leave digits of the slope: χ₁ = σ_w² E φ′(√q z)², q = σ_b² as σ_w² vanishes', () => {
    // E (1 - tanh² z)² of a standard normal z, by the rule of Simpson in Python.
    const slope = 0.464402902448239;
    const { chi1, chiC, bounds } = meanField(1e-18, 1);
    expect(chi1 / 1e-18).toBeCloseTo(slope, 10);
    expect(chiC).toBe(chi1);
    expect(bounds.chi1).toBeLessThan(1e-31);
  });
});
