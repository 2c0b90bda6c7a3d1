import { predictedKl } from '@rgflow/meanfield';
import { estimate } from '@rgflow/numerics';
import { leastSquares, type Model } from '@rgflow/numerics/least-squares';
import { holm } from '@rgflow/numerics/significance';
import { RandomStream } from '@rgflow/random';
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

  const tested = scipy.fits.filter((fit) => fit.p !== undefined);

  test('is not excluded for any of the four curves by three networks each, after Holm’s correction', () => {
    expect(tested.map(({ name }) => name)).toEqual(['untrained', 'one epoch', '15 epochs', '15 epochs, of 2021']);
    // That of known errors, chi² with three degrees of freedom, has 0.012, 5e-5, 0.41 and 9e-5.
    expect(tested.map(({ p }) => p!.toFixed(2))).toEqual(['0.15', '0.04', '0.57', '0.05']);
    for (const p of holm(tested.map(({ p }) => p!))) expect(p).toBeGreaterThan(0.1);
  });

  test.each(tested)('of $name is as far off as in so many bootstraps of scipy', ({ name, a, se, chi2, p }) => {
    const DRAWS = 400;
    const random = RandomStream.named('asymptote', { name });
    const fitTo = (means: readonly number[], errors: readonly number[]) =>
      leastSquares(scipy.sigma_w2, means, tanh, [means[4]!, 0.5], { weights: errors.map((error) => 1 / error ** 2) });
    const { parameters } = fitTo(a, se!);
    const right = scipy.sigma_w2.map((x) =>
      tanh.value(
        x,
        parameters.map(({ value }) => value),
      ),
    );
    let far = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const normals = random.split('draw', { draw }).normals(new Float32Array(15));
      const drawn = right.map((mean, i) =>
        estimate([0, 1, 2].map((network) => mean + Math.sqrt(3) * se![i]! * normals[3 * i + network]!)),
      );
      const fit = fitTo(
        drawn.map(({ value }) => value),
        drawn.map(({ standardError }) => standardError),
      );
      if (fit.residualSumOfSquares >= chi2!) far++;
    }
    expect(Math.abs(far / DRAWS - p!)).toBeLessThan(4 * Math.sqrt((p! * (1 - p!)) / DRAWS));
  });

  test('is no form of the asymptote: in mean-field theory it has a maximum, and is half of it at σ_w² = 1', () => {
    const asymptote = (sigmaW2: number) => predictedKl(sigmaW2, 0.05, 0.0937, 27).saturation!.a;
    const { alpha, beta } = scipy.fits.find(({ name }) => name === 'mean field')!;
    expect(asymptote(1) / (alpha * Math.tanh(beta))).toBeCloseTo(0.56, 2);
    expect(asymptote(6)).toBeGreaterThan(asymptote(3.5));
    expect(asymptote(20)).toBeLessThan(asymptote(6) - 0.02);
  });
});
