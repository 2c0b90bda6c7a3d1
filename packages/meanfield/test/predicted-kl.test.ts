import { leastSquares } from '@rgflow/numerics/least-squares';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanField, predictedKl } from '../src/index.js';

const LAYERS = [1, 2, 3, 5, 10, 20, 39];

/** a and b of a (1 - bˣ), fitted to a curve in the published unit, (1/2) ln(2πe σ_w²). */
function fitted(klPerUnit: readonly number[], sigmaW2: number): readonly [a: number, b: number] {
  const unit = Math.log(2 * Math.PI * Math.E * sigmaW2) / 2;
  const form = {
    value: (x: number, [a, b]: readonly number[]) => a! * (1 - b! ** x),
    gradient: (x: number, [a, b]: readonly number[]) => [1 - b! ** x, -a! * x * b! ** (x - 1)],
  };
  const layers = klPerUnit.map((_, layer) => layer);
  const { parameters } = leastSquares(
    layers,
    klPerUnit.map((kl) => kl / unit),
    form,
    [1, 0.5],
  );
  return [parameters[0]!.value, parameters[1]!.value];
}

describe('the KL curve of mean-field theory', () => {
  test.each([
    [1.0, [0.0557179213, 0.0870350246, 0.1046918361, 0.120277373, 0.1271434277, 0.1275587586, 0.1275601224]],
    [1.5, [0.151481227, 0.2435273503, 0.2977459089, 0.3465057324, 0.367481097, 0.3686235199, 0.3686265292]],
    [2.0, [0.2312783433, 0.3709597983, 0.4486876355, 0.5100641054, 0.5295636488, 0.5301167637, 0.5301171752]],
    [3.5, [0.3971629189, 0.6092169937, 0.7003182534, 0.7471862316, 0.7538090994, 0.7538427123, 0.7538427132]],
  ])('of the published estimator, σ_w² = %f, X = 0.1, is the test vector', (sigmaW2, klPerUnit) => {
    const { layers } = predictedKl(sigmaW2, 0.05, 0.1, 39);
    for (const [i, layer] of LAYERS.entries()) expect(layers[layer]!.klPerUnit).toBeCloseTo(klPerUnit[i]!, 8);
  });

  test.each([
    [1.5, 0.3216, 0.589],
    [2.0, 0.3942, 0.561],
    [2.5, 0.4301, 0.528],
    [3.0, 0.4489, 0.498],
    [3.5, 0.459, 0.472],
  ])(
    'σ_w² = %f, X = 0.065: a (1 - bˣ) fitted to layers 0 to 27 in the published unit has a = %f, b = %f',
    (w, a, b) => {
      const { layers, saturation } = predictedKl(w, 0.05, 0.065, 27);
      const [height, base] = fitted(
        layers.map(({ klPerUnit }) => klPerUnit),
        w,
      );
      expect(height).toBeCloseTo(a, 4);
      expect(base).toBeCloseTo(b, 3);
      // The curve is no pure exponential: early layers settle more slowly than the late rate χ_q.
      expect(saturation!.a).toBeLessThan(height);
      expect(saturation!.b).toBeLessThan(base);
      expect(saturation!.b).toBe(meanField(w, 0.05).chiQ);
    },
  );

  // From Python; there networks of width 784 with three seeds scatter about these: 0.207 to 0.227 at the first, 0.485 to
  // 0.590 at the last of σ_w² = 1.5, 0.782 to 0.847 and 0.920 to 0.959 at the last of the others.
  test.each([
    [1.5, [0.2093, 0.3387, 0.4166, 0.488, 0.5192, 0.5209]],
    [2.5, [0.3583, 0.5807, 0.7007, 0.785, 0.8051, 0.8054]],
    [3.5, [0.4655, 0.7364, 0.8607, 0.9271, 0.9366, 0.9367]],
  ])('of the published estimator, σ_w² = %f, X = 0.065, layers 1, 2, 3, 5, 10 and 27', (w, klPerUnit) => {
    const { layers } = predictedKl(w, 0.05, 0.065, 27);
    for (const [i, layer] of [1, 2, 3, 5, 10, 27].entries()) {
      expect(layers[layer]!.klPerUnit).toBeCloseTo(klPerUnit[i]!, 4);
    }
  });

  test.each([
    [1.5, 0.89, 0.942],
    [2.0, 1.253, 1.262],
    [2.5, 1.506, 1.508],
    [3.0, 1.685, 1.57],
    [3.5, 1.816, 1.705],
  ])(
    'σ_w² = %f: with the reference variance in the quadratic term the fit has a = %f, where table 1 has %f',
    (w, a, table) => {
      const { layers } = predictedKl(w, 0.05, 0.065, 27);
      const q0 = layers[0]!.variance;
      const [height] = fitted(
        layers.map(({ variance, klPerUnit }) => klPerUnit + (variance / q0 - 1) / 2),
        w,
      );
      expect(height).toBeCloseTo(a, 3);
      expect(Math.abs(height / table - 1)).toBeLessThan(0.08);
    },
  );

  test('the divergence of the fitted Gaussians ends at 0.1973, 0.4053 and 0.5135 per unit', () => {
    for (const [sigmaW2, plateau] of [
      [1.5, 0.1973],
      [2.5, 0.4053],
      [3.5, 0.5135],
    ] as const) {
      expect(predictedKl(sigmaW2, 0.05, 0.065, 60).layers[60]!.gaussianKlPerUnit).toBeCloseTo(plateau, 4);
    }
  });

  test('with the Jacobian it grows by the rate of the fixed point in every deep layer', () => {
    for (const [sigmaW2, rate] of [
      [1.0, 0.67837742],
      [1.5, 0.6556291],
      [2.0, 0.72629809],
      [2.5, 0.82936443],
      [3.5, 1.06351497],
    ] as const) {
      const { layers, pushForwardRate } = predictedKl(sigmaW2, 0.05, 0.1, 81);
      expect(pushForwardRate).toBeCloseTo(rate, 8);
      expect(layers[81]!.pushForwardKlPerUnit! - layers[80]!.pushForwardKlPerUnit!).toBeCloseTo(pushForwardRate!, 12);
    }
  });

  test('with the Jacobian it is 0.632602, 1.264802, … at σ_w² = 1.5, X = 0.1', () => {
    const { layers } = predictedKl(1.5, 0.05, 0.1, 27);
    for (const [layer, kl] of [
      [1, 0.632602],
      [2, 1.264802],
      [5, 3.196617],
      [10, 6.466427],
      [27, 17.611655],
    ] as const) {
      expect(layers[layer]!.pushForwardKlPerUnit).toBeCloseTo(kl, 6);
    }
  });

  test('of the published estimator is negative for a bright input: it is a difference of entropies', () => {
    const { layers } = predictedKl(1.5, 0.05, 2, 60);
    expect(layers[60]!.klPerUnit).toBeCloseTo(-0.993663, 6);
    expect(layers[60]!.gaussianKlPerUnit).toBeGreaterThan(0);
  });

  test('starts at zero; the two divergences are never negative and the estimator is monotone', () => {
    const positive = (max: number) => fc.double({ min: 0.02, max, noNaN: true });
    fc.assert(
      fc.property(positive(5), positive(2), positive(3), (w, b, x) => {
        const { layers } = predictedKl(w, b, x, 12);
        expect(layers[0]).toMatchObject({ klPerUnit: -0, gaussianKlPerUnit: 0, pushForwardKlPerUnit: -0 });
        const direction = Math.sign(layers[1]!.klPerUnit);
        for (let m = 1; m <= 12; m++) {
          expect(layers[m]!.gaussianKlPerUnit).toBeGreaterThanOrEqual(-1e-16);
          expect(layers[m]!.pushForwardKlPerUnit).toBeGreaterThan(0);
          expect(direction * (layers[m]!.klPerUnit - layers[m - 1]!.klPerUnit)).toBeGreaterThanOrEqual(-1e-14);
        }
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  test('falls without end where preactivations die out, and needs a reference layer that is alive', () => {
    const { saturation, layers } = predictedKl(0.5, 0, 0.1, 20);
    expect(saturation).toEqual({ a: Number.NEGATIVE_INFINITY, b: 0.5 });
    expect(layers[20]!.klPerUnit - layers[19]!.klPerUnit).toBeCloseTo(Math.log(0.5) / 2, 5);
    expect(() => predictedKl(1.5, 0, 0, 3)).toThrow('predictedKl: the reference layer has variance 0');
  });

  test('of a variance that has underflowed is infinite, not undefined', () => {
    const { layers } = predictedKl(0.5, 0, 0.1, 1200);
    const last = layers.at(-1)!;
    expect(last.variance).toBe(0);
    expect(last.klPerUnit).toBe(-Infinity);
    expect(last.gaussianKlPerUnit).toBe(Infinity);
  });
});
