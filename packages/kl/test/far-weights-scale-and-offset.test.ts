import { numbers, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitSaturation } from '../src/index.js';
import exact from './expected/saturation_weights.json' with { type: 'json' };

/** Weights that differ by many powers of ten give the fit that they mean, in any unit of y and of the weights. */
const runs = { seed: 13, numRuns: 200 };

/** Of 0.3 < b < 0.95, with errors that are never all zero. */
const curves = fc
  .tuple(fc.double({ min: 0.3, max: 0.95, noNaN: true }), numbers(8, 8))
  .map(([b, noise]) => noise.map((e, i) => (i === 0 ? 0 : 1 - b ** i + 0.01 * e + 0.005 * Math.cos(3 * i))));

/** From 1 down, the last by so many powers of ten, as even in their logarithm as chance makes them. */
const weightsOver = (most: number) =>
  fc
    .tuple(fc.double({ min: 0, max: most, noNaN: true }), numbers(8, 8))
    .map(([span, places]) => places.map((place) => Math.exp((-Math.LN10 * span * (1 + place)) / 2)));

/** All points but one, or but two, of one weight. */
const outweighed = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), scales(20), scales(20))
  .map(([one, other, heavy, light]) =>
    Array.from({ length: 8 }, (_, i) => (i === one ? Math.max(heavy, 1) : i === other ? light : 1)),
  );

/** Σᵢ<ⱼ wᵢ wⱼ (uᵢ vⱼ - uⱼ vᵢ)², which is Σ w u² Σ w v² - (Σ w u v)², and what rounding by ε adds to it. */
function beside(w: readonly number[], u: readonly number[], v: readonly number[]) {
  let [sum, rounding] = [0, 0];
  for (let j = 1; j < w.length; j++) {
    for (let i = 0; i < j; i++) {
      sum += w[i]! * w[j]! * (u[i]! * v[j]! - u[j]! * v[i]!) ** 2;
      rounding += w[i]! * w[j]! * (4 * Number.EPSILON * (Math.abs(u[i]! * v[j]!) + Math.abs(u[j]! * v[i]!))) ** 2;
    }
  }
  return { sum, rounding };
}

/** The sum of squares that the best a leaves for b, by sums of positive terms alone. */
function misfit(y: readonly number[], w: readonly number[], b: number) {
  const g = y.map((_, x) => 1 - b ** x);
  const norm = g.reduce((sum, value, i) => sum + w[i]! * value * value, 0);
  const { sum, rounding } = beside(w, y, g);
  return { value: sum / norm, rounding: rounding / norm };
}

describe('fitSaturation', () => {
  test.each(exact.fits.map((of) => [of.weights.join(' '), of] as const))('is exact with weights %s', (_, of) => {
    const { a, b, rms, reason } = fitSaturation(of.y, of);
    expect(reason).toBeNull();
    const found = [a.value, b.value, a.standardError, b.standardError, rms];
    const wanted = [of.fit.a, of.fit.b, of.fit.aSe, of.fit.bSe, of.fit.rms];
    for (const [k, value] of found.entries()) expect(Math.abs(value / wanted[k]! - 1)).toBeLessThan(1e-12);
  });

  test('is the minimum, with its errors, for weights that differ by up to twenty powers of ten', () => {
    fc.assert(
      fc.property(curves, fc.oneof(weightsOver(20), outweighed), (y, weights) => {
        const fit = fitSaturation(y, { weights });
        const everywhere = Array.from({ length: 99 }, (_, k) => misfit(y, weights, (k + 1) / 100).value);
        if (!fit.converged) {
          // Then it falls towards an end.
          const least = everywhere.indexOf(Math.min(...everywhere));
          expect([0, 1, 97, 98]).toContain(least);
          return;
        }
        const { value: b, standardError } = fit.b;
        const least = misfit(y, weights, b);
        expect(least.value).toBeLessThanOrEqual((1 + 1e-9) * Math.min(...everywhere) + least.rounding);
        for (const there of [b - 1e-3 * standardError, b + 1e-3 * standardError]) {
          expect(misfit(y, weights, there).value).toBeGreaterThan(least.value - least.rounding);
        }
        if (least.rounding > 1e-9 * least.value) return;
        const [byA, byB] = [y.map((_, x) => 1 - b ** x), y.map((_, x) => -fit.a.value * x * b ** (x - 1))];
        const scatter = Math.sqrt(least.value / fit.freedom);
        const determinant = Math.sqrt(beside(weights, byA, byB).sum);
        const lengthOf = (of: readonly number[]) => Math.sqrt(of.reduce((sum, v, i) => sum + weights[i]! * v * v, 0));
        expect((fit.a.standardError * determinant) / (scatter * lengthOf(byB))).toBeCloseTo(1, 6);
        expect((standardError * determinant) / (scatter * lengthOf(byA))).toBeCloseTo(1, 6);
      }),
      runs,
    );
  });

  test('follows the unit of y, and knows no unit of weights that differ by up to 300 powers of ten', () => {
    fc.assert(
      fc.property(
        curves,
        weightsOver(300),
        scales(300),
        fc.double({ min: 0, max: 300, noNaN: true }),
        (y, w, c, power) => {
          const factor = Math.exp(Math.LN10 * power);
          const plain = fitSaturation(y, { weights: w });
          const scaled = fitSaturation(
            y.map((value) => c * value),
            { weights: w.map((weight) => factor * weight) },
          );
          expect(scaled.reason).toBe(plain.reason);
          if (!plain.converged) return;
          const [a, b] = [Math.abs(scaled.a.value / c - plain.a.value), Math.abs(scaled.b.value - plain.b.value)];
          // Two points alone may determine the curve: then y is rounded by ε and b by as much as both say.
          const rounding = 1e-10 + (1e-14 * Math.abs(plain.a.value)) / (1 - plain.b.value) / plain.b.value;
          expect(a / Math.abs(plain.a.value)).toBeLessThanOrEqual(1e-10 + rounding);
          expect(b).toBeLessThanOrEqual(rounding);
          const heaviest = w.indexOf(Math.max(...w.slice(1)));
          const next = Math.max(...w.filter((_, i) => i > 0 && i !== heaviest));
          if (next > 1e-20 * w[heaviest]!) return;
          expect(Math.abs(plain.a.value * -Math.expm1(heaviest * Math.log(plain.b.value)) - y[heaviest]!)).toBeLessThan(
            1e-12,
          );
        },
      ),
      runs,
    );
  });

  test('does not mind a value at x = 0, through which no curve goes, however large or heavy', () => {
    fc.assert(
      fc.property(curves, scales(150), scales(150), ([, ...y], first, weight) => {
        const plain = fitSaturation([0, ...y]);
        const there = fitSaturation([first, ...y], { weights: [weight, ...y.map(() => 1)] });
        expect(there.reason).toBe(plain.reason);
        if (!plain.converged) return;
        expect(Math.abs(there.b.value - plain.b.value)).toBeLessThanOrEqual(1e-9 * plain.b.standardError);
        expect(there.b.standardError / plain.b.standardError).toBeCloseTo(1, 9);
        const rms = Math.sqrt((8 * plain.rms ** 2 + weight * first * first) / (7 + weight));
        if (Number.isFinite(rms)) expect(there.rms / rms).toBeCloseTo(1, 9);
      }),
      runs,
    );
  });
});
