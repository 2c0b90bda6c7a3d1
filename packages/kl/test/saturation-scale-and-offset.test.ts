import { numbers, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitSaturation, plateauLayer } from '../src/index.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 100 };

describe('fitSaturation', () => {
  /** Of 0.3 < b < 0.95, with errors that are never all zero. */
  const curves = fc
    .tuple(fc.double({ min: 0.3, max: 0.95, noNaN: true }), numbers(20, 20))
    .map(([b, noise]) => noise.map((e, i) => 1 - b ** i + 0.01 * e + 0.005 * Math.cos(3 * i)));

  test('follows the unit of y, its sign too, and knows no unit of the weights', () => {
    fc.assert(
      fc.property(curves, scales(300), fc.boolean(), scales(300), (y, size, negative, weight) => {
        const c = negative ? -size : size;
        const plain = fitSaturation(y);
        const scaled = fitSaturation(
          y.map((value) => c * value),
          { weights: y.map(() => weight) },
        );
        expect(scaled.reason).toBe(plain.reason);
        if (!plain.converged) return;
        expect(Math.abs(scaled.a.value / c - plain.a.value)).toBeLessThanOrEqual(1e-10 * plain.a.standardError);
        expect(Math.abs(scaled.b.value - plain.b.value)).toBeLessThanOrEqual(1e-10 * plain.b.standardError);
        expect(scaled.a.standardError / size / plain.a.standardError).toBeCloseTo(1, 8);
        expect(scaled.b.standardError / plain.b.standardError).toBeCloseTo(1, 8);
        expect(scaled.rms / size / plain.rms).toBeCloseTo(1, 8);
      }),
      runs,
    );
  });

  test('knows b to the power of the unit of x, as long as it is a double between 0 and 1', () => {
    fc.assert(
      fc.property(curves, fc.double({ min: -1, max: 6, noNaN: true }), (y, exponent) => {
        const unit = Math.exp(exponent * Math.LN10);
        const plain = fitSaturation(y);
        const scaled = fitSaturation(y, { x: y.map((_, i) => i * unit) });
        expect(scaled.reason).toBe(plain.reason);
        if (!plain.converged) return;
        expect(Math.abs(scaled.a.value - plain.a.value)).toBeLessThanOrEqual(1e-10 * plain.a.standardError);
        // b lies within ε of 1 / unit of 1.
        const rounding = 1e-10 * (plain.b.standardError / plain.b.value) + 4 * Number.EPSILON * (1 + unit);
        expect(Math.abs(unit * Math.log(scaled.b.value) - Math.log(plain.b.value))).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('finds an exact curve that is nearly straight over all its points', () => {
    const digits = fc.double({ min: 2, max: 11, noNaN: true });
    fc.assert(
      fc.property(digits, scales(300), fc.constantFrom(3, 5, 30), (digits, c, points) => {
        const left = Math.exp(-digits * Math.LN10); // 1 - b
        const b = 1 - left;
        const fit = fitSaturation(Array.from({ length: points }, (_, i) => -c * Math.expm1(i * Math.log(b))));
        expect(fit.reason).toBeNull();
        // Of a curve with a bend of (points) (1 - b) / 8, rounding by ε leaves so much open.
        expect(Math.abs((1 - fit.b.value) / left - 1)).toBeLessThanOrEqual((100 * Number.EPSILON) / left);
        expect(Math.abs(fit.a.value / c - 1)).toBeLessThanOrEqual((100 * Number.EPSILON) / left);
      }),
      runs,
    );
  });

  test('finds nothing that saturates in a straight line, whatever its slope and number of points', () => {
    fc.assert(
      fc.property(scales(290), fc.integer({ min: 3, max: 40 }), (c, points) => {
        expect(fitSaturation(Array.from({ length: points }, (_, i) => c * i)).reason).toBe('not saturating');
      }),
      { seed: 13, numRuns: 30 },
    );
  });

  test('agrees with scipy for weights of which only the ratios matter, and for a curve nearly straight', () => {
    for (const weight of [1, 1e-8, 1e308, 5e-324]) {
      const fit = fitSaturation([0, 0.5, 0.75, 0.875, 0.9], { weights: Array(5).fill(weight) });
      expect(fit.a.value).toBeCloseTo(0.95984, 5);
      expect(fit.b.value).toBeCloseTo(0.47093, 5);
    }
    for (const b of [0.998, 0.999, 0.9999, 0.99999, 0.999997, 0.999999]) {
      const fit = fitSaturation(Array.from({ length: 30 }, (_, i) => 1 - b ** i));
      // 1 - bˣ comes rounded by ε, and bends by (1 - b)² a step.
      expect(Math.abs(fit.a.value - 1)).toBeLessThan(Number.EPSILON / (1 - b) / (1 - b));
      expect(fit.b.value).toBeCloseTo(b, 11);
    }
  });
});

describe('plateauLayer', () => {
  test('follows the unit of x, of which b is the power, error and all', () => {
    const b = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(
        b,
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
        fc.double({ min: 1e-300, max: 0.999, noNaN: true }),
        (b, unit, fraction) => {
          const plain = plateauLayer({ value: b, standardError: 0.01 * b, samples: 5 }, fraction);
          const left = Math.exp(unit * Math.log(b));
          const scaled = plateauLayer({ value: left, standardError: 0.01 * unit * left, samples: 5 }, fraction);
          // ln b of a b near 1 has lost what b is rounded by.
          const rounding = (8 * Number.EPSILON) / Math.abs(Math.log(left));
          expect(Math.abs((unit * scaled.value) / plain.value - 1)).toBeLessThan(rounding);
          expect(Math.abs((unit * scaled.standardError) / plain.standardError - 1)).toBeLessThan(2 * rounding);
        },
      ),
      runs,
    );
  });
});
