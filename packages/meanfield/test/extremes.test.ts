import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActivationName,
  activations,
  correlationByLayer,
  criticalPoint,
  meanCorrelation,
  meanField,
  predictedKl,
  predictedPlateau,
  varianceByLayer,
} from '../src/index.js';
import expected from './expected/small_fixed_point.json' with { type: 'json' };

const runs = { seed: 13, numRuns: 100 };

/** Small numbers of any size, m 10^e. */
const small = (largest: number) =>
  fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: largest }))
    .map(([m, e]) => m * Number(`1e${e}`));

describe('small biases and inputs are those of a linear network, of whatever size', () => {
  test('the fixed point of an ordered network goes with the variance of the biases', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), small(-16), (sigmaW2, sigmaB2) => {
        const { qStar, chi1, chiQ, phase, bounds } = meanField(sigmaW2, sigmaB2);
        expect((qStar * (1 - sigmaW2)) / sigmaB2).toBeCloseTo(1, 11);
        expect(bounds.qStar).toBeLessThanOrEqual(1e-12 * qStar);
        expect([chi1, chiQ]).toEqual([expect.closeTo(sigmaW2, 13), expect.closeTo(sigmaW2, 13)]);
        expect(phase).toBe('ordered');
      }),
      runs,
    );
  });

  test('the variance on the critical line goes with the cube root of that of the biases, (3 sigma_b^2 / 4)^(1/3)', () => {
    fc.assert(
      fc.property(small(-22), (sigmaB2) => {
        const { sigmaW2, qStar } = criticalPoint(sigmaB2);
        const law = Math.cbrt((3 / 4) * sigmaB2);
        expect(Math.abs(qStar! / law - 1)).toBeLessThanOrEqual(1e-6 + 4 * law);
        expect(Math.abs(sigmaW2 - 1 - 2 * law)).toBeLessThanOrEqual(1e-15 + 1e-6 * law + 20 * law * law);
      }),
      runs,
    );
    // Where the law ends and the root begins.
    const [below, above] = [criticalPoint(1.333e-30), criticalPoint(1.334e-30)];
    expect(above.qStar! / below.qStar!).toBeCloseTo(Math.cbrt(1.334 / 1.333), 5);
  });

  test('correlations of small inputs stay, in any unit of the inputs', () => {
    const overlaps = fc.double({ min: -0.9, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(small(-14), fc.double({ min: 0.1, max: 10, noNaN: true }), overlaps, (size, ratio, overlap) => {
        const secondMoments = [size, ratio * size] as const;
        const inputs = { secondMoments, overlap: overlap * size * Math.sqrt(ratio) };
        for (const { rho } of correlationByLayer(0.9, 0, inputs, 3)) expect(rho).toBeCloseTo(overlap, 10);
      }),
      runs,
    );
    const pairs = {
      samples: 2,
      secondMoments: Float64Array.of(1e-200, 1e-200),
      distances: Float32Array.of(0, 0, 0, 0),
    };
    expect(meanCorrelation(1.5, 0, pairs)).toBeCloseTo(1, 14);
    const tooFar = { secondMoments: [1e-200, 1e-200] as const, overlap: 2e-200 };
    expect(() => correlationByLayer(1.5, 0, tooFar, 1)).toThrow('overlap² cannot exceed their product');
  });

  test('the predicted divergences of small inputs are those of the linear map, and their asymptote is a number', () => {
    fc.assert(
      fc.property(small(-14), fc.double({ min: 1.1, max: 3, noNaN: true }), (secondMoment, sigmaW2) => {
        const { layers, saturation } = predictedKl(sigmaW2, 0, secondMoment, 2);
        layers.forEach(({ klPerUnit }, m) => {
          expect(klPerUnit).toBeCloseTo((m * Math.log(sigmaW2)) / 2, 10);
        });
        const [q0] = varianceByLayer(sigmaW2, 0, secondMoment, 0);
        const { qStar } = meanField(sigmaW2, 0);
        const unit = Math.log(2 * Math.PI * Math.E * sigmaW2);
        expect(saturation!.a).toBeCloseTo((Math.log(qStar!) - Math.log(q0!)) / unit, 10);
        expect(predictedPlateau(sigmaW2, 0, [secondMoment], 0.5).asymptote).toBeCloseTo((saturation!.a * unit) / 2, 8);
      }),
      runs,
    );
    expect(predictedKl(1.5, 0, 1e-320, 1).saturation!.a).toSatisfy(Number.isFinite);
  });
});

describe('meanField', () => {
  test('of faint biases at σ_w² = 1 has q* = √(σ_b²/2), ξ_q = 1/4q* and ξ_c = q*/σ_b², of whatever size', () => {
    fc.assert(
      fc.property(small(-14), (sigmaB2) => {
        const { qStar, xiQ, xiC, phase, bounds } = meanField(1, sigmaB2);
        // The next term of each is of the relative size q*.
        const next = 1e-14 + 3 * qStar;
        expect(Math.abs(qStar / Math.sqrt(sigmaB2 / 2) - 1)).toBeLessThan(next);
        expect(Math.abs(4 * qStar * xiQ - 1)).toBeLessThan(next);
        expect(Math.abs((xiC * sigmaB2) / qStar - 1)).toBeLessThan(next);
        expect(phase).toBe('ordered');
        expect(bounds.qStar).toBeLessThan(1e-9 * qStar);
      }),
      runs,
    );
  });

  test('without biases and nearly critical has q* = (σ_w² - 1)/2 and ξ_q = 1/(σ_w² - 1)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (steps) => {
        const sigmaW2 = 1 + steps * Number.EPSILON;
        const excess = sigmaW2 - 1;
        const { qStar, xiQ, phase } = meanField(sigmaW2, 0);
        expect(Math.abs((2 * qStar) / excess - 1)).toBeLessThan(1e-14 + 2 * excess);
        expect(Math.abs(xiQ * excess - 1)).toBeLessThan(1e-14 + 2 * excess);
        expect(phase).toBe('chaotic');
      }),
      runs,
    );
  });

  test.each(expected.points)(
    '$activation at σ_w² = $sigmaW2, σ_b² = $sigmaB2 is within its bounds of 60 digits',
    (point) => {
      const activation = activations[point.activation as ActivationName];
      const { qStar, xiQ, chi1, bounds } = meanField(point.sigmaW2, point.sigmaB2, { activation });
      expect(Math.abs(qStar - point.qStar)).toBeLessThanOrEqual(bounds.qStar);
      expect(Math.abs(xiQ - point.xiQ)).toBeLessThanOrEqual(bounds.xiQ);
      expect(Math.abs(chi1 - 1 - point.chi1Excess)).toBeLessThanOrEqual(bounds.chi1);
      expect(bounds.qStar).toBeLessThan(1e-6 * qStar);
    },
  );

  test('comes to an end for any two variances, with a correlation that solves its equation', () => {
    const weights = fc.oneof(
      fc.constantFrom(1e-300, 0.5, 1 - 1e-6, 1, 1 + 1e-6, 1.001, 1.5, 100),
      fc.double({ min: 0.9, max: 1.1, noNaN: true }),
    );
    fc.assert(
      fc.property(weights, fc.oneof(fc.constant(0), small(1)), (sigmaW2, sigmaB2) => {
        const { qStar, rhoStar, bounds } = meanField(sigmaW2, sigmaB2);
        expect(qStar).toSatisfy(Number.isFinite);
        expect(rhoStar).toBeGreaterThanOrEqual(0);
        expect(rhoStar).toBeLessThanOrEqual(1);
        expect(bounds.qStar).toSatisfy(Number.isFinite);
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  test('of faint biases in a network just chaotic is nearly uncorrelated', () => {
    // It did not come to an end: ρ was kept as 1 - (1 - ρ), which has no digits left there.
    const { qStar, rhoStar } = meanField(1.000001, 1e-30);
    // To first order in ρ: σ_w² a₃² ρ = σ_b², a₃² = q³ 4/6 for tanh.
    expect(rhoStar! / (1e-30 / ((2 / 3) * qStar! ** 3))).toBeCloseTo(1, 4);
  });
});
