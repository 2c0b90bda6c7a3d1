import { predictedKl } from '@rgflow/meanfield';
import { leastSquares, type Model } from '@rgflow/numerics/least-squares';
import { describe, expect, test } from 'vitest';
import scipy from './expected/asymptote_tanh.json' with { type: 'json' };

/** α tanh(β x), the form that arXiv:2107.06898 suggests for its asymptote. */
const tanh: Model = {
  value: (x, [alpha, beta]) => alpha! * Math.tanh(beta! * x),
  gradient: (x, [alpha, beta]) => [Math.tanh(beta! * x), (alpha! * x) / Math.cosh(beta! * x) ** 2],
};

describe('a = α tanh(β σ_w²)', () => {
  test.each(scipy.fits)('of $name is fitted as by scipy', ({ a, se, alpha, beta, chi2 }) => {
    const options = se === undefined ? {} : { weights: se.map((error) => 1 / error ** 2) };
    const fit = leastSquares(scipy.sigma_w2, a, tanh, [a[4]!, 0.5], options);
    expect(fit.converged).toBe(true);
    expect(fit.parameters[0]!.value / alpha).toBeCloseTo(1, 6);
    expect(fit.parameters[1]!.value / beta).toBeCloseTo(1, 6);
    if (chi2 !== undefined) expect(fit.residualSumOfSquares / chi2).toBeCloseTo(1, 6);
  });

  test('is no form of the asymptote: in mean-field theory it has a maximum, and is half of it at σ_w² = 1', () => {
    const asymptote = (sigmaW2: number) => predictedKl(sigmaW2, 0.05, 0.0937, 27).saturation!.a;
    const { alpha, beta } = scipy.fits.find(({ name }) => name === 'mean field')!;
    expect(asymptote(1) / (alpha * Math.tanh(beta))).toBeCloseTo(0.56, 2);
    expect(asymptote(6)).toBeGreaterThan(asymptote(3.5));
    expect(asymptote(20)).toBeLessThan(asymptote(6) - 0.02);
  });
});
