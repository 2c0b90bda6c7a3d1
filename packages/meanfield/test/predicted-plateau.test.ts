import { DomainError } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import { predictedKl, predictedPlateau } from '../src/index.js';

describe('the plateau of the predicted KL curve', () => {
  test('is where the curve itself has the fraction, between the same two layers', () => {
    for (const sigmaW2 of [1, 1.5, 1.76, 2.5, 3.5]) {
      const { layer, asymptote } = predictedPlateau(sigmaW2, 0.05, [0.1], 0.95);
      const { layers } = predictedKl(sigmaW2, 0.05, 0.1, 60);
      expect(asymptote).toBeCloseTo(layers[60]!.klPerUnit, 12);
      expect(layers[Math.floor(layer)]!.klPerUnit).toBeLessThan(0.95 * asymptote);
      expect(layers[Math.ceil(layer)]!.klPerUnit).toBeGreaterThanOrEqual(0.95 * asymptote);
    }
  });

  test('moves from one fraction to a later one with the late rate', () => {
    const [near, far] = [0.999, 0.99999].map((fraction) => predictedPlateau(2.5, 0.05, [0.1], fraction));
    // What the curvature of the map still does there is of the order of r = 0.001 itself.
    expect(far!.layer - near!.layer).toBeCloseTo(far!.lateRateLayer - near!.lateRateLayer, 2);
  });

  test('is the same for one input and for several copies of it', () => {
    const one = predictedPlateau(1.5, 0.05, [0.1], 0.95);
    expect(predictedPlateau(1.5, 0.05, [0.1, 0.1, 0.1], 0.95).layer).toBeCloseTo(one.layer, 12);
  });

  test('exists from above too, and where the inputs lie on both sides of q*', () => {
    const above = predictedPlateau(1.5, 0.05, [2], 0.95);
    expect(above.asymptote).toBeCloseTo(-0.993663, 5);
    expect(above.layer).toBeGreaterThan(0);
    // The sum is nearly nothing from the start and changes its sign on the way.
    const both = predictedPlateau(1.5, 0.05, [0.1, 0.55], 0.95);
    expect(Number.isFinite(both.layer)).toBe(true);
  });

  test('does not exist where the variance has nowhere to go', () => {
    // q* = 0: the curve falls for ever.
    expect(predictedPlateau(0.5, 0, [0.1], 0.95).layer).toBeNaN();
  });

  test('refuses what it cannot answer', () => {
    expect(() => predictedPlateau(1.5, 0.05, [0.1], 1)).toThrow('expected a number between 0 and 1');
    expect(() => predictedPlateau(1.5, 0.05, [], 0.95)).toThrow(DomainError);
    expect(() => predictedPlateau(1.5, 0.05, [Number.NaN], 0.95)).toThrow('second moment');
  });
});
