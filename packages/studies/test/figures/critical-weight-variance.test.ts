import { expect, test } from 'vitest';
import { criticalWeightVariance } from '../../src/figures/critical-weight-variance.js';
import expected from './expected/critical-weight-variance.json' with { type: 'json' };

test.each(expected)('the critical line passes through σ_b² = $sigmaB2, σ_w² = $sigmaW2', ({ sigmaB2, sigmaW2 }) => {
  // Twelve digits: the root in q is good to rounding, and near q = 0 the slope of the line amplifies it.
  expect(Math.abs(criticalWeightVariance(sigmaB2) / sigmaW2 - 1)).toBeLessThan(1e-12);
});

test('without a bias the critical weight variance is one', () => {
  expect(criticalWeightVariance(0)).toBe(1);
});

test('an impossible bias variance has no critical weight variance', () => {
  expect(criticalWeightVariance(-0.1)).toBeNaN();
  expect(criticalWeightVariance(Number.NaN)).toBeNaN();
});
