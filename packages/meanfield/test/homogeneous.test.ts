import { DomainError } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Activation,
  activationAverages,
  correlationByLayer,
  criticalPoint,
  erf,
  hermiteSeries,
  linear,
  meanField,
  meanLogSlope,
  noCriticalPoint,
  noFixedPoint,
  noPushForward,
  predictedKl,
  predictedPlateau,
  relu,
  sigmoid,
  tanh,
  varianceByLayer,
} from '../src/index.js';

describe('a network of rectified linear units', () => {
  test('has q* = σ_b² / (1 - σ_w²/2), χ₁ = χ_q = σ_w²/2, to the last bits also near σ_w² = 2', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 2 - 1e-9, noNaN: true }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (w, b) => {
          const { qStar, chi1, chiQ, rhoStar, chiC, phase, xiC, xiQ } = meanField(w, b, { activation: relu });
          expect(Math.abs(qStar - b / (1 - w / 2))).toBeLessThanOrEqual(1e-15 * qStar);
          expect({ chiQ, rhoStar, phase }).toEqual({ chiQ: w / 2, rhoStar: 1, phase: 'ordered' });
          for (const slope of [chi1, chiC]) expect(Math.abs(slope - w / 2)).toBeLessThanOrEqual(Number.EPSILON);
          expect(Math.abs(xiC / xiQ - 1)).toBeLessThanOrEqual(1e-15);
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  test('has the arc cosine kernel of Cho and Saul, for inputs of different length too', () => {
    const moment = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(moment, moment, fc.double({ min: -1, max: 1, noNaN: true }), (xa, xb, c) => {
        const inputs = { secondMoments: [xa, xb], overlap: c * Math.sqrt(xa * xb) } as const;
        const [first, second] = correlationByLayer(1, 0, inputs, 1, { activation: relu });
        const angle = Math.acos(Math.min(1, Math.max(-1, first!.rho)));
        const kernel = (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle)) / Math.PI;
        expect(second!.rho).toBeCloseTo(kernel, 12);
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  test('at σ_w² = 2 without biases decorrelation falls as 9π² / 2l², which is no exponential', () => {
    const layers = correlationByLayer(2, 0, { secondMoments: [1, 1], overlap: 0 }, 20_000, { activation: relu });
    const last = layers[20_000]!;
    expect(last.decorrelation / ((9 * Math.PI * Math.PI) / 2 / 20_000 / 20_000)).toBeCloseTo(1, 2);
    expect(last.variances).toEqual([2, 2]);
  });

  test('keeps all digits of the decorrelation where it is small', () => {
    const layers = correlationByLayer(1, 0.05, { secondMoments: [1, 1], overlap: 0 }, 120, { activation: relu });
    expect(layers[120]!.decorrelation).toBeLessThan(1e-30);
    const rate = layers[120]!.decorrelation / layers[119]!.decorrelation;
    expect(rate).toBeCloseTo(1 / 2, 12);
  });
});

describe('a linear network', () => {
  test('has q* = σ_b² / (1 - σ_w²), χ₁ = χ_q = σ_w², and keeps its correlations without biases', () => {
    const { qStar, chi1, chiQ, phase } = meanField(0.5, 0.05, { activation: linear });
    expect({ qStar, chi1, chiQ, phase }).toEqual({ qStar: 0.1, chi1: 0.5, chiQ: 0.5, phase: 'ordered' });
    const layers = correlationByLayer(3, 0, { secondMoments: [1, 2], overlap: 0.4 }, 300, { activation: linear });
    expect(layers[300]!.rho).toBeCloseTo(0.4 / Math.sqrt(2), 12);
  });

  test('has variances by layer in closed form, far beyond what a quadrature could take', () => {
    const variances = varianceByLayer(3.5, 0.05, 0.1, 400, { activation: linear });
    let q = 3.5 * 0.1 + 0.05;
    for (const variance of variances) {
      expect(Math.abs(variance / q - 1)).toBeLessThan(1e-12);
      q = 3.5 * q + 0.05;
    }
    expect(() => varianceByLayer(3.5, 0.05, 0.1, 600, { activation: linear })).toThrow(
      'with sigmaW2 = 3.5 and linear the variance of layer 568 is beyond the largest double; give fewer layers',
    );
  });

  test('has a push-forward whose Jacobian is that of the weights alone', () => {
    const { layers, pushForwardRate } = predictedKl(0.8, 0.05, 0.1, 60, { activation: linear });
    expect(pushForwardRate).toBeCloseTo(1 / 2 - Math.log(0.8) / 2, 14);
    expect(layers[60]!.pushForwardKlPerUnit! - layers[60]!.klPerUnit).toBeCloseTo(60 * pushForwardRate!, 12);
  });
});

describe('what is homogeneous is in closed form what quadrature gives', () => {
  const byQuadrature = (activation: Activation): Activation => ({ ...activation, homogeneous: null });

  test.each([
    ['relu', relu],
    ['linear', linear],
  ])('%s: averages, fixed point, correlations', (_, activation) => {
    const quadrature = byQuadrature(activation);
    for (const q of [1e-8, 0.3, 1, 1e4]) {
      const closed = activationAverages(q, activation);
      for (const [name, value] of Object.entries(activationAverages(q, quadrature))) {
        expect(Math.abs(value / closed[name as keyof typeof closed] - 1), name).toBeLessThanOrEqual(2e-15);
      }
    }
    const sigmaW2 = 0.7 / activation.homogeneous!.gain;
    const [closed, found] = [activation, quadrature].map((each) => meanField(sigmaW2, 0.3, { activation: each }));
    for (const name of ['qStar', 'chi1', 'rhoStar', 'chiC', 'xiC', 'chiQ', 'xiQ'] as const)
      expect(found![name]).toBeCloseTo(closed![name], 12);
  });

  test('and the mean square of a difference', () => {
    for (const [qa, qb, rho] of [
      [0.6, 0.6, 0.5],
      [1.2, 0.3, -0.3],
      [2, 2, 0.8],
    ] as const) {
      const [a, b] = [qa, qb].map((q) => hermiteSeries(q, byQuadrature(relu))(1000).values);
      const product = a!.reduceRight((sum, an, n) => sum + an * b![n]! * rho ** n, 0);
      const difference = relu.homogeneous!.meanSquaredDifference(qa, qb, 1 - rho);
      expect(qa / 2 + qb / 2 - 2 * product).toBeCloseTo(difference, 12);
    }
  });
});

describe('what does not exist', () => {
  test('is the fixed point of a map that grows without end: of relu from σ_w² = 2, of linear from 1', () => {
    for (const [activation, limit] of [
      [relu, 2],
      [linear, 1],
    ] as const) {
      expect(noFixedPoint(limit - 1e-12, 0.05, activation)).toBeNull();
      for (const sigmaW2 of [limit, limit + 0.5]) {
        const { variance, reason } = noFixedPoint(sigmaW2, 0.05, activation)!;
        expect(variance).toBe('grows');
        expect(reason).toBe(
          `${activation.name}: the variance grows from layer to layer without end; it has a fixed point for sigma_w^2 < ${limit} only`,
        );
        expect(() => meanField(sigmaW2, 0.05, { activation })).toThrow(DomainError);
        expect(() => meanField(sigmaW2, 0.05, { activation })).toThrow(reason);
        expect(() => predictedPlateau(sigmaW2, 0.05, [0.1], 0.95, { activation })).toThrow(reason);
      }
      expect(noFixedPoint(limit, 0, activation)).toMatchObject({ variance: 'stays' });
      expect(() => meanField(limit, 0, { activation })).toThrow('the variance stays whatever it is');
    }
    for (const activation of [tanh, erf, sigmoid]) expect(noFixedPoint(1e5, 10, activation)).toBeNull();
  });

  test('is a critical point of relu and linear but where there are no biases', () => {
    expect(criticalPoint(0, { activation: relu })).toEqual({ sigmaW2: 2, qStar: null });
    expect(criticalPoint(0, { activation: linear })).toEqual({ sigmaW2: 1, qStar: null });
    expect(noCriticalPoint(0.1, relu)).toBe(
      'relu: wherever there is a fixed point it is ordered; only sigma_w^2 = 2, sigma_b^2 = 0 is critical',
    );
    expect(() => criticalPoint(0.1, { activation: relu })).toThrow('criticalPoint: sigmaB2 is 0.1. relu: wherever');
    for (const activation of [tanh, erf, sigmoid]) expect(noCriticalPoint(0.1, activation)).toBeNull();
  });

  test('is the push-forward through relu, also where all else is there', () => {
    const reason =
      'relu: its slope is zero over an interval, so what is pushed through it has no density and no divergence';
    expect(noPushForward(relu)).toBe(reason);
    expect(() => meanLogSlope(1, relu)).toThrow(`meanLogSlope: ${reason}`);
    const { layers, saturation, pushForwardRate, pushForwardReason } = predictedKl(1.5, 0.05, 0.1, 40, {
      activation: relu,
    });
    expect(layers.map(({ pushForwardKlPerUnit }) => pushForwardKlPerUnit)).toEqual(Array(41).fill(null));
    expect({ pushForwardRate, pushForwardReason }).toEqual({ pushForwardRate: null, pushForwardReason: reason });
    expect(layers[40]!.klPerUnit).toBeCloseTo(Math.log(0.2 / 0.2) / 2, 12);
    expect(saturation!.b).toBe(0.75);
    for (const activation of [tanh, erf, sigmoid, linear]) expect(noPushForward(activation)).toBeNull();
  });

  test('is the plateau of a curve whose variance grows; the curve itself is there', () => {
    const { layers, saturation, saturationReason, pushForwardRate } = predictedKl(3.5, 0, 0.1, 400, {
      activation: linear,
    });
    expect(saturation).toBeNull();
    expect(pushForwardRate).toBeNull();
    expect(saturationReason).toContain('linear: the variance grows from layer to layer without end');
    for (const { layer, klPerUnit } of layers) expect(klPerUnit).toBeCloseTo((layer * Math.log(3.5)) / 2, 10);
    expect(predictedKl(1.5, 0.05, 0.1, 4).saturationReason).toBeNull();
  });
});
