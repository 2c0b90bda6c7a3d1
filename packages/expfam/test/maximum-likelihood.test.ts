import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  bernoulli,
  exponential,
  gamma,
  gaussian,
  gaussianChain,
  isingChain,
  maximumLikelihood,
  poisson,
} from '../src/index.js';
import { expected, familyOf } from './expected.js';

const random = RandomStream.named('test of maximum likelihood');

describe('the likeliest distribution', () => {
  test.each(expected.likelihoods)(
    'of $family $boundary is the root of the score, with the errors of its curvature',
    (known) => {
      const { parameters, reason } = maximumLikelihood(familyOf(known), known.samples);
      expect(reason).toBeNull();
      for (const [i, { value, standardError, samples }] of parameters!.entries()) {
        expect(Math.abs(value - known.parameters[i]!)).toBeLessThan(1e-12);
        expect(Math.abs(standardError - known.standardErrors[i]!)).toBeLessThan(1e-12);
        expect(samples).toBe(known.samples.length);
      }
    },
  );

  test('has the mean statistics of the samples, and no other is likelier', () => {
    for (const known of expected.likelihoods) {
      const family = familyOf(known);
      const { natural, logLikelihood } = maximumLikelihood(family, known.samples);
      const theta = natural!.map(({ value }) => value);
      const means = theta.map(
        (_, i) => known.samples.reduce((sum, x) => sum + family.statisticsOf(x)[i]!, 0) / known.samples.length,
      );
      for (const [i, mean] of family.meanStatistics(theta).entries()) expect(mean).toBeCloseTo(means[i]!, 10);
      const likelihood = (at: readonly number[]) =>
        at.reduce((sum, t, i) => sum + t * means[i]!, 0) -
        family.logPartition(at) +
        known.samples.reduce((sum, x) => sum + family.logBaseMeasure(x), 0) / known.samples.length;
      expect(logLikelihood).toBeCloseTo(likelihood(theta), 11);
      for (const [i, shift] of [
        [0, 0.01],
        [0, -0.01],
        [theta.length - 1, 0.01],
      ] as const) {
        expect(likelihood(theta.map((t, j) => (i === j ? t + shift * Math.abs(t) : t)))).toBeLessThan(logLikelihood!);
      }
    }
  });

  test('recovers what was planted, within four errors that shrink with the samples', () => {
    const waits = Float64Array.from(random.split('waits').uniform(20_000), (u) => -Math.log1p(-u) / 1.7);
    const sums = Float64Array.from({ length: 5000 }, (_, i) => waits[i]! + waits[i + 5000]! + waits[i + 10_000]!);
    const found = [
      { fit: maximumLikelihood(exponential, waits), planted: [1.7] },
      { fit: maximumLikelihood(gamma, sums), planted: [3, 1 / 1.7] },
      {
        fit: maximumLikelihood(
          gaussian,
          random
            .split('normal')
            .normals(new Float32Array(5000))
            .map((z) => 2 + 3 * z),
        ),
        planted: [2, 9],
      },
      {
        fit: maximumLikelihood(
          bernoulli,
          Float64Array.from(random.split('bits').uniform(5000), (u) => (u < 0.2 ? 1 : 0)),
        ),
        planted: [0.2],
      },
    ];
    for (const { fit, planted } of found) {
      for (const [i, { value, standardError }] of fit.parameters!.entries()) {
        expect(standardError).toBeLessThan(0.04 * Math.max(1, planted[i]!));
        expect(Math.abs(value - planted[i]!)).toBeLessThan(4 * standardError);
      }
    }
  });

  test('of a normal law far from 0 keeps its digits', () => {
    const { parameters } = maximumLikelihood(gaussian, [1e9 - 1, 1e9, 1e9 + 1]);
    expect(parameters![0]!.value).toBe(1e9);
    expect(parameters![1]!.value).toBeCloseTo(2 / 3, 6);
  });

  test('of samples as extreme as can be is none, and says why', () => {
    const reasons: readonly (readonly [Parameters<typeof maximumLikelihood>[0], Iterable<unknown>, RegExp])[] = [
      [gaussian, [0.1, 0.1, 0.1], /all samples are equal, so the variance is 0/],
      [gamma, [0.3, 0.3, 0.3], /all samples are equal, so the shape is infinite/],
      [exponential, [0, 0], /so the rate is infinite/],
      [poisson, [0, 0], /so the rate is 0/],
      [bernoulli, [1, 1], /all samples are 1/],
      [isingChain(3, 'open'), [[1, 1, 1]], /as ordered as can be/],
      [isingChain(4, 'periodic'), [[1, -1, 1, -1], [-1, 1, -1, 1]], /as ordered as can be/], // biome-ignore format: two rings
      [isingChain(1, 'open'), [[1], [-1]], /one spin has no neighbour/],
      [gaussianChain(3, 'open'), [[0, 0, 0]], /all values are 0/],
      [gaussianChain(4, 'periodic'), [[1, 1, 1, 1], [-2, -2, -2, -2]], /as dependent as can be/], // biome-ignore format: two rings
    ];
    for (const [family, samples, reason] of reasons) {
      const { natural, parameters, logLikelihood, ...rest } = maximumLikelihood(family as never, samples as never);
      expect([natural, parameters, logLikelihood]).toEqual([null, null, null]);
      expect(rest.reason).toMatch(reason);
    }
    expect(() => maximumLikelihood(gaussian, [])).toThrow('there are no samples of gaussian');
    expect(() => maximumLikelihood(poisson, [1, 0.5])).toThrow('x is 0.5; expected a whole number');
  });
});
