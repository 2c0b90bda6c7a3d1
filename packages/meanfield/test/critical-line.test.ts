import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalPoint, erf, meanField, relu } from '../src/index.js';
import expected from './expected/mean_field.json' with { type: 'json' };

describe('the critical line', () => {
  test.each([
    [0.001, 1.1891895852],
    [0.01, 1.4242052905],
    [0.1, 1.9860726411],
    [0.3, 2.5051271897],
    [0.5, 2.8431674597],
  ])('passes at σ_b² = %f through σ_w² = %f', (sigmaB2, sigmaW2) => {
    expect(criticalPoint(sigmaB2).sigmaW2).toBeCloseTo(sigmaW2, 10);
  });

  test('passes through 1.760954639606739 at the bias variance of the paper, q* = 0.5700478816407641', () => {
    const { sigmaW2, qStar } = criticalPoint(0.05);
    expect(sigmaW2).toBeCloseTo(1.760954639606739, 14);
    expect(qStar).toBeCloseTo(0.5700478816407641, 14);
  });

  test('agrees with 34-digit arithmetic to 2e-15 in σ_w² from σ_b² = 1e-12 to 20', () => {
    for (const { sigmaB2, sigmaW2, qStar } of expected.criticalLine) {
      const point = criticalPoint(sigmaB2);
      expect(Math.abs(point.sigmaW2 / Number(sigmaW2) - 1)).toBeLessThanOrEqual(2e-15);
      expect(Math.abs(point.qStar! - Number(qStar))).toBeLessThanOrEqual(4e-15 * Math.max(1, Number(qStar)));
    }
  });

  test('has order on one side and chaos on the other', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 5, noNaN: true }), (sigmaB2) => {
        const { sigmaW2 } = criticalPoint(sigmaB2);
        expect(meanField(sigmaW2 * (1 - 1e-12), sigmaB2).phase).toBe('ordered');
        expect(meanField(sigmaW2 * (1 + 1e-12), sigmaB2).phase).toBe('chaotic');
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test('begins where the network without biases starts to live, at 1 / φ′(0)²', () => {
    expect(criticalPoint(0)).toEqual({ sigmaW2: 1, qStar: 0 });
    expect(criticalPoint(0, { activation: erf }).sigmaW2).toBeCloseTo(Math.PI / 4, 15);
  });

  test('does not exist for rectified linear units', () => {
    expect(() => criticalPoint(0.1, { activation: relu })).toThrow(
      'relu: wherever there is a fixed point it is ordered',
    );
  });

  test('a bias variance that is negative or NaN is refused', () => {
    expect(() => criticalPoint(-0.1)).toThrow('criticalPoint: sigmaB2 is -0.1');
    expect(() => criticalPoint(Number.NaN)).toThrow('criticalPoint: sigmaB2 is NaN');
  });
});
