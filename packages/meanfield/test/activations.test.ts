import { trapezoid } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Activation,
  activationNames,
  activations,
  correlationByLayer,
  criticalPoint,
  erf,
  type MeanFieldNumbers,
  meanField,
  meanLogSlope,
  predictedKl,
  sigmoid,
} from '../src/index.js';
import expected from './expected/activations.json' with { type: 'json' };
import { erfOfSeries } from './reference-erf.js';

const NUMBERS = ['qStar', 'chi1', 'rhoStar', 'chiC', 'xiC', 'chiQ', 'xiQ'] as const;
const named = (name: string): Activation => activations[name as keyof typeof activations];

interface Row extends Readonly<Record<keyof MeanFieldNumbers, string>> {
  readonly activation: string;
  readonly sigmaW2: number;
  readonly sigmaB2: number;
}

/** The largest error in units of the bound that came with the number, and relative. */
function errorsOf({ activation, sigmaW2, sigmaB2, ...row }: Row): { inBounds: number; relative: number } {
  const result = meanField(sigmaW2, sigmaB2, { activation: named(activation) });
  const errors = NUMBERS.map((name) => {
    const target = Number(row[name]);
    const error = Math.abs(result[name] - target);
    // The expected value is rounded to a double, too.
    const inBounds = error / (result.bounds[name] + Number.EPSILON * Math.abs(target));
    return error === 0 ? [0, 0] : [inBounds, target === 0 ? 0 : error / Math.abs(target)];
  });
  return {
    inBounds: Math.max(...errors.map(([bound]) => bound!)),
    relative: Math.max(...errors.map(([, relative]) => relative!)),
  };
}

const away = expected.regular.filter((row) => Math.abs(Number(row.chi1) - 1) > 0.01);

describe('against 34-digit arithmetic', () => {
  test.each([
    ['erf', 7],
    ['sigmoid', 8],
    ['relu', 5],
    ['linear', 3],
  ])('fixed points, slopes and lengths of %s agree to 1e-13 and within the bounds stated', (name, count) => {
    const rows = away.filter(({ activation }) => activation === name);
    expect(rows.length).toBeGreaterThanOrEqual(count);
    for (const row of rows) {
      const { inBounds, relative } = errorsOf(row);
      expect(relative, JSON.stringify(row)).toBeLessThanOrEqual(1e-13);
      expect(inBounds, JSON.stringify(row)).toBeLessThanOrEqual(1);
    }
  });

  test('all are within their bounds next to criticality too, on the right side of it', () => {
    for (const row of [...expected.regular, ...expected.nearCriticality]) {
      expect(errorsOf(row).inBounds, JSON.stringify(row)).toBeLessThanOrEqual(1);
      const { phase, bounds, xiC } = meanField(row.sigmaW2, row.sigmaB2, { activation: named(row.activation) });
      expect(phase).toBe(Number(row.chi1) > 1 ? 'chaotic' : 'ordered');
      const distance = Math.abs(Number(row.chi1) - 1);
      expect(bounds.xiC / xiC).toBeLessThanOrEqual(2e-13 / distance);
    }
  });

  test('the critical lines of erf and sigmoid agree to 4e-15 from σ_b² = 0 to 20', () => {
    for (const { activation, sigmaB2, sigmaW2, qStar } of expected.criticalLine) {
      const point = criticalPoint(sigmaB2, { activation: named(activation) });
      expect(Math.abs(point.sigmaW2 / Number(sigmaW2) - 1), `${activation} ${sigmaB2}`).toBeLessThanOrEqual(4e-15);
      expect(Math.abs(point.qStar! - Number(qStar))).toBeLessThanOrEqual(1e-14 * Math.max(1, Number(qStar)));
    }
  });

  test('the average over two correlated preactivations is that of quadrature in two dimensions', () => {
    for (const { activation, variances, rho, product } of expected.products) {
      const [qa, qb] = variances as [number, number];
      // One layer with weights of variance 1 and no biases takes c to E φφ.
      const inputs = { secondMoments: [qa, qb], overlap: rho * Math.sqrt(qa * qb) } as const;
      const [, next] = correlationByLayer(1, 0, inputs, 1, { activation: named(activation) });
      const covariance = next!.rho * Math.sqrt(next!.variances[0] * next!.variances[1]);
      expect(Math.abs(covariance - Number(product)), `${activation} ${qa} ${qb} ${rho}`).toBeLessThanOrEqual(2e-14);
    }
  });

  test('the mean logarithm of the slope agrees', () => {
    for (const { activation, q, value } of expected.logSlopes) {
      expect(meanLogSlope(q, named(activation))).toBeCloseTo(Number(value), 13);
    }
  });
});

describe('the functions themselves', () => {
  test('five have names, the one of the paper first', () => {
    expect(activationNames).toEqual(['tanh', 'erf', 'relu', 'sigmoid', 'linear']);
    for (const name of activationNames) expect(activations[name].name).toBe(name);
  });

  test('the error function is that of its series', () => {
    for (let x = -7; x <= 7; x += 1 / 64) {
      expect(Math.abs(erf.value(x) - erfOfSeries(x))).toBeLessThanOrEqual(1e-15);
      if (x !== 0) expect(Math.abs(erf.value(x) / erfOfSeries(x) - 1)).toBeLessThanOrEqual(1e-15);
    }
  });

  test.each(activationNames)('%s has the slope of its differences, and its logarithm', (name) => {
    const { value, derivative, logSlope } = activations[name];
    for (const u of [-5.3, -1.1, -0.2, 0.3, 0.9, 4.1]) {
      const h = 1e-5;
      const slope = (value(u + h) - value(u - h)) / (2 * h);
      expect(derivative(u, value(u))).toBeCloseTo(slope, 9);
      if (logSlope !== null) expect(logSlope(u)).toBeCloseTo(Math.log(derivative(u, value(u))), 11);
    }
  });

  test('far out none of them is NaN, and the logarithm of the slope goes on', () => {
    for (const { value, derivative, logSlope } of Object.values(activations)) {
      for (const u of [-1e6, -800, 800, 1e6]) {
        expect(value(u)).not.toBeNaN();
        expect(derivative(u, value(u))).not.toBeNaN();
        if (logSlope !== null) expect(Number.isFinite(logSlope(u))).toBe(true);
      }
    }
  });
});

describe('a sigmoid network', () => {
  test('is the tanh network of half the preactivations, in both phases and on the critical line', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 300, noNaN: true }), fc.double({ min: 0, max: 5, noNaN: true }), (w, b) => {
        const own = meanField(w, b, { activation: sigmoid });
        const half = meanField(w / 16, w / 16 + b / 4);
        expect(Math.abs(own.qStar / (4 * half.qStar) - 1)).toBeLessThanOrEqual(1e-13);
        expect(Math.abs(own.chi1 - half.chi1)).toBeLessThanOrEqual(1e-13);
        expect(Math.abs(own.chiQ - half.chiQ)).toBeLessThanOrEqual(1e-13);
        expect(own.phase).toBe(half.phase);
        expect(Math.abs(own.rhoStar - half.rhoStar)).toBeLessThanOrEqual(
          own.bounds.rhoStar + half.bounds.rhoStar + 1e-14,
        );
      }),
      { seed: 11, numRuns: 30 },
    );
    const { sigmaW2, qStar } = criticalPoint(0.3, { activation: sigmoid });
    expect(criticalPoint(sigmaW2 / 16 + 0.3 / 4)).toEqual({
      sigmaW2: expect.closeTo(sigmaW2 / 16, 11),
      qStar: expect.closeTo(qStar! / 4, 11),
    });
  });

  test('correlates two inputs without any overlap: its mean is not zero', () => {
    const [first, second] = correlationByLayer(2, 0, { secondMoments: [1, 1], overlap: 0 }, 1, { activation: sigmoid });
    expect(first!.rho).toBe(0);
    expect(second!.rho).toBeCloseTo((2 * 0.25) / second!.variances[0], 14);
    // The second moment of the output is the square of the mean and its variance.
    expect(second!.variances[0]).toBeGreaterThan(2 * 0.25);
    expect(meanField(200, 0, { activation: sigmoid }).rhoStar).toBeGreaterThan(0.9);
  });
});

describe('the KL curves of other activations', () => {
  test.each(['erf', 'sigmoid'] as const)('of %s go to (1/2) ln(q*/q_0), their push-forward by its rate', (name) => {
    const activation = activations[name];
    const { layers, saturation, pushForwardRate } = predictedKl(3, 0.05, 0.1, 60, { activation });
    const { qStar, chiQ } = meanField(3, 0.05, { activation });
    expect(layers[60]!.klPerUnit).toBeCloseTo(Math.log(qStar / 0.35) / 2, 12);
    expect(saturation!.b).toBe(chiQ);
    const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const logSlope = trapezoid((z) => activation.logSlope!(Math.sqrt(qStar) * z) * density(z), -10, 10, 400);
    expect(pushForwardRate).toBeCloseTo(1 / 2 - Math.log(3) / 2 - logSlope, 12);
    expect(layers[60]!.pushForwardKlPerUnit! - layers[59]!.pushForwardKlPerUnit!).toBeCloseTo(pushForwardRate!, 12);
  });
});
