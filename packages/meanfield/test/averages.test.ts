import { trapezoid } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Activation, activationAverages, erf, hermiteSeries, meanLogSlope, relu, tanh } from '../src/index.js';

/** Sums of a hundred terms of rounding, relative. */
const ROUNDING = 2e-15;
/** A series in coefficients that each carry the rounding of the whole function. */
const COEFFICIENTS = 3e-14;
const variance = fc.double({ min: 1e-6, max: 60, noNaN: true });
const correlation = fc.double({ min: 1e-9, max: 1, noNaN: true });
const seeded = (seed: number, numRuns = 60) => ({ seed, numRuns });

const series = (q: number, activation: Activation, rho: number, order = 8191) =>
  hermiteSeries(q, activation)(order).values.reduceRight((sum, a, n) => sum + a * a * rho ** n, 0);

function expectRelative(value: number, expected: number, tolerance = ROUNDING): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe('averages over a normal preactivation', () => {
  test('of the error function are those of Williams: V = (2/π) asin(2q / (1 + 2q)), E φ′² = (4/π) / √(1 + 4q)', () => {
    fc.assert(
      fc.property(variance, (q) => {
        const averages = activationAverages(q, erf);
        expectRelative(averages.meanSquare, (2 / Math.PI) * Math.asin((2 * q) / (1 + 2 * q)));
        expectRelative(averages.meanSquaredDerivative, 4 / Math.PI / Math.sqrt(1 + 4 * q));
        expectRelative(averages.meanSquareSlope, 4 / Math.PI / ((1 + 2 * q) * Math.sqrt(1 + 4 * q)));
      }),
      seeded(1),
    );
  });

  test('of a rectified linear unit are half those of the identity, kink and all', () => {
    for (const q of [1e-8, 0.3, 1, 1e4]) {
      const averages = activationAverages(q, relu);
      expectRelative(averages.meanSquare, q / 2);
      expectRelative(averages.meanSquaredDerivative, 1 / 2);
      expectRelative(averages.meanSquareSlope, 1 / 2);
    }
    expectRelative(activationAverages(0, relu).meanSquareSlope, 1 / 2);
  });

  test('of tanh agree with a trapezoid rule of another step, and with V = 1 - E tanh′', () => {
    const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    for (const q of [0.01, 0.6, 2, 30]) {
      const average = (f: (u: number) => number) =>
        trapezoid((z) => f(Math.sqrt(q) * z) * density(z), -11, 11, Math.ceil(220 * Math.sqrt(q) + 220));
      const { meanSquare, meanSquareSlope, meanSquaredDerivative } = activationAverages(q, tanh);
      expectRelative(
        meanSquare,
        average((u) => Math.tanh(u) ** 2),
      );
      expectRelative(
        meanSquareSlope,
        average((u) => Math.cosh(u) ** -4 - 2 * (Math.tanh(u) / Math.cosh(u)) ** 2),
        1e-13,
      );
      expectRelative(
        meanSquaredDerivative,
        average((u) => Math.cosh(u) ** -4),
      );
      expectRelative(
        meanLogSlope(q, tanh),
        average((u) => -2 * Math.log(Math.cosh(u))),
        1e-13,
      );
    }
  });

  test('a quarter of the nodes leaves an error of 1e-4', () => {
    for (const q of [0.1, 2, 2.1, 40]) {
      const coarse = activationAverages(q, tanh, { stride: 4 });
      expectRelative(coarse.meanSquare, activationAverages(q, tanh).meanSquare, 1e-4);
    }
  });

  test('a variance that is negative, NaN or too large for a grid is refused', () => {
    for (const q of [-1, Number.NaN, 1e7]) {
      expect(() => activationAverages(q, tanh)).toThrow(
        `gaussianRule: the variance q is ${q}; expected 0 <= q <= 1000000`,
      );
    }
  });
});

describe('averages over two correlated preactivations', () => {
  test('of the error function are the arcsine of Williams', () => {
    fc.assert(
      fc.property(variance, correlation, (q, rho) => {
        expectRelative(series(q, erf, rho), (2 / Math.PI) * Math.asin((2 * q * rho) / (1 + 2 * q)), COEFFICIENTS);
      }),
      seeded(2),
    );
  });

  test('of a rectified linear unit are the arc cosine kernel of Cho and Saul', () => {
    fc.assert(
      fc.property(variance, fc.double({ min: 0, max: 0.9, noNaN: true }), (q, rho) => {
        const kernel = (q * (Math.sqrt(1 - rho * rho) + rho * (Math.PI - Math.acos(rho)))) / (2 * Math.PI);
        expectRelative(series(q, relu, rho, 400), kernel, COEFFICIENTS);
      }),
      seeded(3, 20),
    );
  });

  test('of tanh agree with a product rule in two dimensions', () => {
    const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    for (const [q, rho] of [
      [0.6, 0.5],
      [2, 0.95],
      [3.5, -0.3],
    ] as const) {
      const [a, b] = [Math.sqrt(q), Math.sqrt(q * (1 - rho * rho))];
      const inner = (x: number) =>
        trapezoid((y) => Math.tanh(a * rho * x + b * y) * density(y), -9, 9, 220) * Math.tanh(a * x) * density(x);
      expectRelative(series(q, tanh, rho), trapezoid(inner, -9, 9, 220), 1e-13);
    }
  });

  test('the squares of the coefficients sum to V, weighted by their order to q E φ′²', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 30, noNaN: true }), (q) => {
        const { values, complete } = hermiteSeries(q, tanh)(8191);
        const averages = activationAverages(q, tanh);
        expect(complete).toBe(true);
        expectRelative(
          values.reduceRight((sum, a) => sum + a * a, 0),
          averages.meanSquare,
          COEFFICIENTS,
        );
        expectRelative(
          values.reduceRight((sum, a, n) => sum + n * a * a, 0),
          q * averages.meanSquaredDerivative,
          COEFFICIENTS,
        );
      }),
      seeded(4, 30),
    );
  });
});
