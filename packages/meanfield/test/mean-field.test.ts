import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Activation,
  activationAverages,
  criticalPoint,
  erf,
  type MeanFieldNumbers,
  meanField,
  relu,
  tanh,
} from '../src/index.js';
import expected from './expected/mean_field.json' with { type: 'json' };

const NUMBERS = ['qStar', 'chi1', 'rhoStar', 'chiC', 'xiC', 'chiQ', 'xiQ'] as const;
const seeded = (seed: number, numRuns = 100) => ({ seed, numRuns });

/** Digits a table of the literature gives, as a relative tolerance. */
const TABLE = 5e-9;

type Row = Readonly<Record<keyof MeanFieldNumbers | 'decorrelation', string>> & { sigmaW2: number; sigmaB2: number };

/** The largest error in units of the bound that came with the number, and relative. */
function errors(rows: readonly Row[], names: readonly (keyof MeanFieldNumbers)[] = NUMBERS) {
  let inBounds = 0;
  let relative = 0;
  for (const row of rows) {
    const result = meanField(row.sigmaW2, row.sigmaB2);
    for (const name of names) {
      const target = Number(row[name]);
      const error = Math.abs(result[name] - target);
      if (error === 0) continue;
      // The expected value is rounded to a double, too.
      inBounds = Math.max(inBounds, error / (result.bounds[name] + Number.EPSILON * Math.abs(target)));
      if (target !== 0) relative = Math.max(relative, error / Math.abs(target));
    }
  }
  return { inBounds, relative };
}

describe('a tanh network of infinite width', () => {
  test.each([
    [1.0, 0.19359252024, 0.759031647185, 1, 0.759031647185, 3.62697562, 0.564279982047, 1.74762624],
    [1.25, 0.292054301695, 0.863239590566, 1, 0.863239590566, 6.79980683, 0.573827375089, 1.80041769],
    [1.5, 0.418037200533, 0.938636268199, 1, 0.938636268199, 15.79099403, 0.551983205664, 1.68282839],
    [1.7, 0.533075627947, 0.986740809026, 1, 0.986740809026, 74.9182705, 0.526373682971, 1.55825401],
    [1.75, 0.563345628193, 0.997656421451, 1, 0.997656421451, 426.19768516, 0.519660520739, 1.52769826],
    [1.8, 0.594132171996, 1.008223144383, 0.9504105464, 0.992081387899, 125.78409386, 0.512933777142, 1.49788379],
    [2.0, 0.721761872652, 1.047665999576, 0.7440824195, 0.961114791974, 25.21341479, 0.486521744031, 1.38797575],
    [2.5, 1.063958377417, 1.133515698704, 0.4468042323, 0.918716774914, 11.79559752, 0.428463850946, 1.17987292],
    [3.0, 1.428008462196, 1.208934424061, 0.2993176418, 0.895404715759, 9.05145573, 0.382820196576, 1.0414607],
    [3.5, 1.806506183445, 1.277976483628, 0.2163126686, 0.879213348136, 7.76833617, 0.346941817776, 0.94464549],
  ])('has at σ_w² = %f, σ_b² = 0.05 the fixed points and lengths of the table', (sigmaW2, ...row) => {
    const result = meanField(sigmaW2, 0.05);
    for (const [i, name] of NUMBERS.entries()) {
      expect(Math.abs(result[name] / row[i]! - 1), name).toBeLessThanOrEqual(TABLE);
    }
    expect(result.phase).toBe(sigmaW2 < 1.76 ? 'ordered' : 'chaotic');
  });

  test('agrees with 34-digit arithmetic to 1e-13 away from criticality, and within the bounds it states', () => {
    const away = expected.regular.filter((row) => Math.abs(Number(row.chi1) - 1) > 0.01);
    expect(away.length).toBeGreaterThan(45);
    const { inBounds, relative } = errors(away);
    expect(relative).toBeLessThanOrEqual(1e-13);
    expect(inBounds).toBeLessThanOrEqual(1);
    expect(errors(expected.regular).inBounds).toBeLessThanOrEqual(1);
  });

  test('is within its bounds on both sides of the critical line, down to a distance of 1e-12', () => {
    expect(errors(expected.nearCriticality).inBounds).toBeLessThanOrEqual(1);
    expect(errors(expected.corner).inBounds).toBeLessThanOrEqual(1);
  });

  test('is within its bounds beside σ_w² = 1 with faint biases or none, the variances taken as the doubles that they are', () => {
    expect(errors(expected.besideCorner).inBounds).toBeLessThanOrEqual(1);
    for (const row of expected.besideCorner) {
      const { xiC, bounds } = meanField(row.sigmaW2, row.sigmaB2);
      // Without biases and below 1, χ_c is σ_w² itself; else ξ_c has the error of q*, of a rounding over 1 - χ_q.
      const allowed = row.sigmaB2 === 0 && row.sigmaW2 < 1 ? 2 * Number.EPSILON : 4e-15 / Math.abs(1 - row.sigmaW2);
      expect(bounds.xiC / xiC).toBeLessThanOrEqual(allowed);
    }
    // 0.99999999 is no double: the nearest lies 5e-17 below it, and that alone is 5e-9 of ξ_c.
    const { xiC } = meanField(0.99999999, 0);
    expect(xiC / 99999999.5 - 1).toBeCloseTo(-5.02e-9, 11);
  });

  test('states bounds near criticality that are worth having: ξ_c to 1e-14 over its distance from it', () => {
    for (const row of expected.nearCriticality) {
      const { xiC, phase, bounds } = meanField(row.sigmaW2, row.sigmaB2);
      const distance = Math.abs(Number(row.chi1) - 1);
      expect(phase).toBe(Number(row.chi1) > 1 ? 'chaotic' : 'ordered');
      expect(bounds.xiC / xiC).toBeLessThanOrEqual(1e-14 / distance);
    }
  });

  test('is critical where rounding does not tell on which side it is, and says that ξ_c has no bound', () => {
    for (const sigmaB2 of [0.001, 0.05, 0.3]) {
      const { sigmaW2 } = criticalPoint(sigmaB2);
      const result = meanField(sigmaW2, sigmaB2);
      expect(result).toMatchObject({ phase: 'critical', rhoStar: 1, chiC: 1, xiC: Number.POSITIVE_INFINITY });
      expect(result.bounds.xiC).toBe(Number.POSITIVE_INFINITY);
      expect(result.bounds.chi1).toBeLessThan(1e-14);
      expect(meanField(sigmaW2 * (1 - 1e-13), sigmaB2).phase).toBe('ordered');
      expect(meanField(sigmaW2 * (1 + 1e-13), sigmaB2).phase).toBe('chaotic');
    }
  });

  test('without biases dies out up to σ_w² = 1 and forgets all correlation beyond', () => {
    expect(meanField(0.5, 0)).toMatchObject({
      qStar: 0,
      chi1: 0.5,
      rhoStar: 1,
      chiC: 0.5,
      chiQ: 0.5,
      phase: 'ordered',
    });
    expect(meanField(1, 0)).toMatchObject({ qStar: 0, chi1: 1, phase: 'critical', xiC: Number.POSITIVE_INFINITY });
    expect(meanField(1.3, 0)).toMatchObject({ rhoStar: 0, phase: 'chaotic' });
  });

  test('has fixed points that the maps leave where they are, between 0 and 1 for ρ*', () => {
    const sigmaW2 = fc.double({ min: 0.01, max: 30, noNaN: true });
    const sigmaB2 = fc.double({ min: 1e-4, max: 3, noNaN: true });
    fc.assert(
      fc.property(sigmaW2, sigmaB2, (w, b) => {
        const { qStar, rhoStar, chi1, chiC, chiQ, phase } = meanField(w, b);
        expect(Math.abs(w * activationAverages(qStar, tanh).meanSquare + b - qStar)).toBeLessThanOrEqual(4e-15 * qStar);
        expect(rhoStar).toBeGreaterThan(0);
        expect(rhoStar).toBeLessThanOrEqual(1);
        expect(chiC).toBeLessThan(1);
        expect(chiQ).toBeLessThan(Math.min(1, chi1));
        expect(phase).toBe(chi1 > 1 ? 'chaotic' : 'ordered');
      }),
      seeded(5),
    );
  });

  test('comes to an end for every network, next to the corner σ_w² = 1, σ_b² = 0 too', () => {
    const tiny = fc.tuple(fc.double({ min: 0, max: 17, noNaN: true }), fc.constantFrom(-1, 1));
    fc.assert(
      fc.property(tiny, fc.double({ min: 1, max: 30, noNaN: true }), fc.boolean(), ([exponent, sign], bias, none) => {
        const sigmaW2 = 1 + (sign / 2) * 10 ** -exponent;
        const { qStar, rhoStar, bounds } = meanField(sigmaW2, none ? 0 : 10 ** -bias);
        expect(qStar).toBeGreaterThanOrEqual(0);
        expect(rhoStar).toBeGreaterThanOrEqual(0);
        expect(rhoStar).toBeLessThanOrEqual(1);
        expect(bounds.qStar).toBeLessThanOrEqual(qStar);
        expect(bounds.rhoStar).toBeLessThanOrEqual(1);
      }),
      seeded(6, 300),
    );
  });

  test('is still answered at variances of 1e5, with larger bounds where the series is cut', () => {
    const large = meanField(1e5, 0.05);
    expect(large.qStar).toBeCloseTo(99747.4185361682, 8);
    expect(large.bounds.rhoStar).toBeLessThan(1e-15);
    const cut = meanField(40, 400);
    expect(cut.bounds.rhoStar).toBeGreaterThan(1e-9);
    expect(cut.bounds.rhoStar).toBeLessThan(1e-5);
  });

  test.each([
    [0, 0.05, 'meanField: sigmaW2 is 0; the variance of the weights must be positive'],
    [-1, 0.05, 'meanField: sigmaW2 is -1'],
    [Number.NaN, 0.05, 'meanField: sigmaW2 is NaN'],
    [Number.POSITIVE_INFINITY, 0.05, 'meanField: sigmaW2 is Infinity'],
    [1.5, -0.1, 'meanField: sigmaB2 is -0.1; the variance of the biases must not be negative'],
    [1.5, Number.NaN, 'meanField: sigmaB2 is NaN'],
    [1.5, Number.POSITIVE_INFINITY, 'meanField: sigmaB2 is Infinity'],
  ])('with σ_w² = %f and σ_b² = %f is refused', (sigmaW2, sigmaB2, message) => {
    expect(() => meanField(sigmaW2, sigmaB2)).toThrow(message);
  });
});

describe('other activations', () => {
  test('a network of error functions has the fixed points of its closed forms', () => {
    for (const [sigmaW2, sigmaB2] of [
      [0.7, 0.1],
      [1.4, 0.05],
      [3, 0.2],
      [10, 0.01],
    ] as const) {
      const { qStar: q, rhoStar: rho, chi1, chiC, chiQ } = meanField(sigmaW2, sigmaB2, { activation: erf });
      const overlap = (2 * q * rho) / (1 + 2 * q);
      const correlated = (sigmaW2 * (2 / Math.PI) * Math.asin(overlap) + sigmaB2) / q;
      expect(sigmaW2 * (2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q)) + sigmaB2).toBeCloseTo(q, 13);
      expect(correlated).toBeCloseTo(rho, 13);
      expect(rho < 1).toBe(chi1 > 1);
      expect(chi1).toBeCloseTo((sigmaW2 * 4) / Math.PI / Math.sqrt(1 + 4 * q), 13);
      expect(chiC).toBeCloseTo((sigmaW2 * 4) / Math.PI / (1 + 2 * q) / Math.sqrt(1 - overlap * overlap), 13);
      expect(chiQ).toBeCloseTo((sigmaW2 * 4) / Math.PI / ((1 + 2 * q) * Math.sqrt(1 + 4 * q)), 13);
    }
  });

  test('a network of rectified linear units is ordered with q* = σ_b² / (1 - σ_w²/2), χ₁ = χ_q = σ_w²/2', () => {
    const { qStar, rhoStar, chi1, chiQ, phase } = meanField(1.5, 0.3, { activation: relu });
    expect(qStar).toBeCloseTo(1.2, 13);
    expect(chi1).toBeCloseTo(0.75, 14);
    expect(chiQ).toBeCloseTo(0.75, 14);
    expect({ rhoStar, phase }).toEqual({ rhoStar: 1, phase: 'ordered' });
  });

  test('a network whose variance grows without end has no fixed point and says so', () => {
    expect(() => meanField(2.5, 0.1, { activation: relu })).toThrow(
      'sigmaW2 is 2.5, sigmaB2 0.1. relu: the variance grows from layer to layer without end; it has a fixed point for',
    );
    expect(() => meanField(2, 0.1, { activation: relu })).toThrow('the variance grows from layer to layer without end');
  });

  test('so has one of an unbounded function that is not known to be homogeneous', () => {
    const softPlus: Activation = {
      ...erf,
      name: 'softplus',
      value: (u) => Math.max(0, u) + Math.log1p(Math.exp(-Math.abs(u))),
      derivative: (u) => 1 / (1 + Math.exp(-u)),
      parity: 'none',
    };
    expect(() => meanField(2.5, 0.1, { activation: softPlus })).toThrow(
      'with sigmaW2 = 2.5, sigmaB2 = 0.1 and softplus no variance up to 1000000 shrinks in a layer, so there is no fixed point',
    );
  });
});
