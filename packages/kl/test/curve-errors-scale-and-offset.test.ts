import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curveCovariance, fitSaturation, propagatedError, saturationSensitivity } from '../src/index.js';

/** Curves and samples in another unit, from another origin, have their errors in that unit. */
const runs = { seed: 13, numRuns: 100 };

describe('the errors of a curve, carried to a and b of its fit', () => {
  const ofSizeOne = fc.double({ min: 0.5, max: 1, noNaN: true });
  /** Of three images: curves near 1 - bˣ, each with terms of five samples in every layer. */
  const drawn = fc.record({
    b: fc.double({ min: 0.3, max: 0.8, noNaN: true }),
    heights: fc.array(ofSizeOne, { minLength: 3, maxLength: 3 }),
    bumps: numbers(24, 24),
    terms: numbers(120, 120),
  });
  type DrawnCurves = typeof drawn extends fc.Arbitrary<infer T> ? T : never;
  const curvesOf = ({ b, heights, bumps }: DrawnCurves, c: number) =>
    heights.map((height, k) =>
      Array.from({ length: 8 }, (_, m) => ({ klPerUnit: c * (height * (1 - b ** m) + 0.01 * bumps[8 * k + m]!) })),
    );
  const termsOf = ({ terms }: DrawnCurves, c: number, offset: number) =>
    [0, 1, 2].map((k) =>
      Array.from({ length: 8 }, (_, m) =>
        Float64Array.from({ length: 5 }, (_, s) => 4 * c * (terms[40 * k + 5 * m + s]! + offset)),
      ),
    );
  const meanOf = (curves: ReturnType<typeof curvesOf>, c: number) =>
    curves[0]!.map((_, m) => c * curves.reduce((sum, curve) => sum + curve[m]!.klPerUnit / c / 3, 0));
  const errorsOf = (of: DrawnCurves, c: number, sampled: number, offset: number) => {
    const curves = curvesOf(of, c);
    const y = meanOf(curves, c);
    const fit = fitSaturation(y);
    const sensitivity = saturationSensitivity({ a: fit.a.value, b: fit.b.value }, y);
    const { sampling, images } = curveCovariance(curves, termsOf(of, sampled, offset), 4);
    return {
      converged: fit.converged,
      sensitivity,
      images: (['a', 'b'] as const).map((name) => propagatedError(sensitivity[name], images)),
      sampling: (['a', 'b'] as const).map((name) => propagatedError(sensitivity[name], sampling)),
    };
  };

  test('follow the unit of the curves and, apart from it, that of the scatter of samples', () => {
    fc.assert(
      fc.property(drawn, scales(290), scales(290), offsets, (of, c, sampled, offset) => {
        // The error of b, which has no unit, has to be a double.
        fc.pre(sampled / c > 1e-290 && sampled / c < 1e290);
        const [plain, scaled] = [errorsOf(of, 1, 1, 0), errorsOf(of, c, sampled, offset)];
        expect(scaled.converged).toBe(plain.converged);
        if (!plain.converged) return;
        const near = (found: number, wanted: number, rounding: number) =>
          expect(Math.abs(found - wanted)).toBeLessThan(rounding * (1 + wanted));
        near(scaled.images[0]! / c, plain.images[0]!, 1e-7);
        near(scaled.images[1]!, plain.images[1]!, 1e-7);
        const rounding = 1e-7 + 1e-12 * Math.abs(offset);
        near(scaled.sampling[0]! / sampled, plain.sampling[0]!, rounding);
        near((scaled.sampling[1]! / sampled) * c, plain.sampling[1]!, rounding);
        plain.sensitivity.a.forEach((byA, i) => {
          expect(Math.abs(scaled.sensitivity.a[i]! - byA)).toBeLessThan(1e-6);
          expect(Math.abs(scaled.sensitivity.b[i]! * c - plain.sensitivity.b[i]!)).toBeLessThan(1e-6);
        });
      }),
      runs,
    );
  });

  test('of three curves through three points are those of the closed form, at any scale', () => {
    fc.assert(
      fc.property(scales(290), (c) => {
        const shown = [
          [0, 0.3, 0.5],
          [0, 0.4, 0.55],
          [0, 0.35, 0.66],
        ].map((curve) => curve.map((value) => ({ klPerUnit: c * value })));
        const y = meanOf(shown, c);
        const { a, b } = fitSaturation(y);
        const sensitivity = saturationSensitivity({ a: a.value, b: b.value }, y);
        const { images } = curveCovariance(shown, [], 1);
        expect(propagatedError(sensitivity.a, images) / c).toBeCloseTo(CLOSED_FORM.a, 8);
        expect(propagatedError(sensitivity.b, images)).toBeCloseTo(CLOSED_FORM.b, 8);
      }),
      { ...runs, examples: [[1e-170], [1e160]] },
    );
  });

  /** b = y₂/y₁ - 1 and a = y₁²/(2y₁ - y₂), their derivatives by hand, and the covariance of the three means. */
  const CLOSED_FORM = (() => {
    const [one, two] = [
      [0.3, 0.4, 0.35],
      [0.5, 0.55, 0.66],
    ].map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / 3;
      return { mean, deviations: values.map((value) => value - mean) };
    }) as [{ mean: number; deviations: number[] }, { mean: number; deviations: number[] }];
    const left = 2 * one.mean - two.mean;
    const error = (first: number, second: number) =>
      Math.hypot(...one.deviations.map((d, k) => first * d + second * two.deviations[k]!)) / Math.sqrt(6);
    const a = one.mean ** 2 / left;
    return {
      a: error((2 * (one.mean - a)) / left, a / left),
      b: error(-two.mean / one.mean ** 2, 1 / one.mean),
    };
  })();
});
