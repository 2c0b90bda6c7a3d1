import { ShapeError } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitSaturation, normaliseKl, type SaturationFitReason } from '../src/index.js';
import notebook from './expected/notebook.json' with { type: 'json' };
import scipy from './expected/saturation.json' with { type: 'json' };

/** The sum of squares is flat to rounding within about 1e-8 of its minimum, a little wider where it is shallow in b. */
const FLATNESS = 1e-7;

const fitted = notebook.runs
  .filter((run) => run.curveFit !== undefined)
  .map((run, i) => ({ ...run, curveFit: run.curveFit!, converged: scipy.notebook[i]! }));

/** As the notebook plots it: without the last two layers, of 400 and 10 units. */
function normalised({ kl, sigmaW2 }: { readonly kl: readonly number[]; readonly sigmaW2: number }): number[] {
  return kl.slice(0, -2).map((value) => normaliseKl(value, { units: 784, sigmaW2 }));
}

describe("the notebook's curves", () => {
  test.each(fitted)('$commit ($code), $snapshot, sigma_w^2 = $sigmaW2: the fit is that of scipy', (run) => {
    const fit = fitSaturation(normalised(run));
    expect(fit).toMatchObject({ converged: true, reason: null, points: 28 });
    const { a, b, aSe, bSe } = run.converged;
    for (const ratio of [fit.a.value / a, fit.b.value / b, fit.rms / run.converged.rms]) {
      expect(Math.abs(ratio - 1)).toBeLessThan(FLATNESS);
    }
    // The errors contain derivatives, so they move more than the minimum does.
    for (const ratio of [fit.a.standardError / aSe, fit.b.standardError / bSe]) {
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
    }
  });

  test.each(fitted)(
    '$commit ($code), $snapshot, sigma_w^2 = $sigmaW2: no printed fit is closer to the curve',
    (run) => {
      const fit = fitSaturation(normalised(run));
      expect(fit.rms).toBeLessThanOrEqual(run.curveFit.rms * (1 + 1e-12));
      // curve_fit stops at a relative gain of 1.5e-8, that is within 1e-3 standard errors of the minimum.
      expect(Math.abs(fit.a.value - run.curveFit.a)).toBeLessThan(1e-3 * fit.a.standardError);
      expect(Math.abs(fit.b.value - run.curveFit.b)).toBeLessThan(1e-3 * fit.b.standardError);
      expect(Math.abs(fit.a.value - run.curveFit.a)).toBeLessThan(1e-5);
    },
  );

  test("table 1 of the paper fits the code before its correction, which had the notebook's asymptote too high by 2.7", () => {
    const curveOf = (code: string) =>
      fitted.find((r) => r.code === code && r.sigmaW2 === 1.5 && r.snapshot === 'final')!;
    const [tableA, tableB] = notebook.table1['1.5'] as [number, number];
    const buggy = fitSaturation(normalised(curveOf('buggy')));
    const corrected = fitSaturation(normalised(curveOf('fixed')));
    // The networks of the table were sampled in another run.
    expect(Math.abs(buggy.a.value - tableA)).toBeLessThan(1e-3);
    expect(Math.abs(buggy.b.value - tableB)).toBeLessThan(3e-3);
    expect(tableA / corrected.a.value).toBeCloseTo(2.74, 2);
  });
});

describe('fitSaturation', () => {
  test('weighted, at places of its own, downwards: as scipy', () => {
    const { x, y, weights, fit: expected } = scipy.weighted;
    const fit = fitSaturation(y, { x, weights });
    expect(fit.a.value).toBeLessThan(0);
    const { a, b, aSe, bSe, rms } = expected;
    for (const ratio of [
      fit.a.value / a,
      fit.b.value / b,
      fit.a.standardError / aSe,
      fit.b.standardError / bSe,
      fit.rms / rms,
    ]) {
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
    }
  });

  test('a curve of this form is found again, whatever its unit', () => {
    const a = fc.double({ min: 0.1, max: 10, noNaN: true });
    const b = fc.double({ min: 0.05, max: 0.97, noNaN: true });
    const unit = fc.constantFrom(1e-12, -1, 1, 1e15);
    fc.assert(
      fc.property(a, b, unit, (asymptote, rest, scale) => {
        const fit = fitSaturation(Array.from({ length: 28 }, (_, x) => scale * asymptote * (1 - rest ** x)));
        expect(fit.converged).toBe(true);
        expect(Math.abs(fit.a.value / (scale * asymptote) - 1)).toBeLessThan(1e-7);
        expect(Math.abs(fit.b.value - rest)).toBeLessThan(1e-7);
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  test('three points suffice, and from 0 on have no degree of freedom, so that nothing is known of the errors', () => {
    const fit = fitSaturation([0, 0.5, 0.75]);
    expect(fit).toMatchObject({ converged: true, points: 3, freedom: 0 });
    expect([fit.a.standardError, fit.b.standardError]).toEqual([Number.NaN, Number.NaN]);
    expect(fit.a.value).toBeCloseTo(1, 9);
    expect(fit.b.value).toBeCloseTo(0.5, 9);
  });

  test('points of weight zero do not count, not even as NaN', () => {
    const fit = fitSaturation([0, 0.5, Number.NaN, 0.75, 0.875], { x: [0, 1, 1, 2, 3], weights: [1, 1, 0, 1, 1] });
    expect(fit).toMatchObject({ converged: true, points: 4 });
    expect(fit.a.value).toBeCloseTo(1, 9);
  });

  test.each<[SaturationFitReason, readonly number[]]>([
    ['too few points', []],
    ['too few points', [0, 1]],
    ['not finite', [0, 0.5, Number.NaN, 0.9]],
    ['not finite', [0, 0.5, Number.POSITIVE_INFINITY, 0.9]],
    ['constant', [0, 0, 0, 0]],
    ['constant', [0.3, 0.3, 0.3, 0.3]],
    ['not saturating', [0, 1, 2, 3, 4, 5]],
    ['not saturating', [0, 1, 4, 9, 16, 25]],
    ['saturated at once', [0, 1, 1, 1, 1]],
    ['saturated at once', [0, 1, 0.6, 1, 0.7, 1]],
  ])('%s: %j is a result, not an error', (reason, y) => {
    const nothing = { value: Number.NaN, standardError: Number.NaN, samples: y.length };
    expect(fitSaturation(y)).toEqual({
      a: nothing,
      b: nothing,
      rms: Number.NaN,
      points: y.length,
      freedom: Math.max(0, y.length - 3),
      converged: false,
      reason,
    });
  });

  test('nothing that a sweep may bring makes it throw, and what converges is finite with 0 < b < 1', () => {
    const anything = fc.array(fc.double({ noDefaultInfinity: false }), { maxLength: 12 });
    fc.assert(
      fc.property(anything, (y) => {
        const fit = fitSaturation(y);
        if (!fit.converged) return;
        expect(fit.b.value).toBeGreaterThan(0);
        expect(fit.b.value).toBeLessThan(1);
        expect(Number.isFinite(fit.a.value)).toBe(true);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  test('lengths that differ are a mistake of the caller', () => {
    expect(() => fitSaturation([0, 1, 2], { x: [0, 1] })).toThrow(ShapeError);
    expect(() => fitSaturation([0, 1, 2], { weights: [1] })).toThrow(
      'fitSaturation: y has 3 values, x 3 and weights 1; they must be of one length.',
    );
  });
});
