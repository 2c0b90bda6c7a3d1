import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bernoulli,
  type ExponentialFamily,
  exponential,
  familyDivergence,
  gamma,
  gaussian,
  gaussianChain,
  isingChain,
  maximumLikelihood,
  poisson,
} from '../src/index.js';

/** Where θ · T, A and h are large and nearly cancel, or two distributions are nearly one. */
const families: Readonly<Record<string, ExponentialFamily<number>>> = {
  gaussian,
  exponential,
  gamma,
  poisson,
  bernoulli,
};

const expectClose = (found: number, wanted: number, rounding: number) =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(rounding * Math.abs(wanted));

describe('the likelihood', () => {
  const likelihoodOf = (family: ExponentialFamily<number>, samples: readonly number[]) =>
    maximumLikelihood(family, samples).logLikelihood!;
  const normal = (variance: number) => -(Math.log(2 * Math.PI * variance) + 1) / 2;

  test('of normal numbers does not depend on their origin', () => {
    for (const origin of [0, 1e3, 1e7, -1e8, 1e9, 1e12]) {
      expectClose(likelihoodOf(gaussian, [origin, origin + 1, origin + 2]), normal(2 / 3), 1e-6);
    }
    expectClose(likelihoodOf(gaussian, [1e9, 1e9 + 1, 1e9 + 2]), -1.2162058, 1e-6);
    expectClose(likelihoodOf(gaussian, [1e145, 2e145, 3e145]), normal(2 / 3) - 145 * Math.LN10, 1e-13);
  });

  test('of gamma numbers that nearly agree is that of normal ones', () => {
    // By mpmath, at the root of the score.
    expectClose(likelihoodOf(gamma, [2, 2 + 1e-7, 2 - 1e-7]), 14.901889672334084, 1e-8);
    const wide = likelihoodOf(gamma, [1e6 - 1, 1e6, 1e6 + 1]);
    expectClose(wide, normal(2 / 3), 1e-6);
  });

  test('of gamma numbers has no step where it takes another formula', () => {
    for (const shape of [0.5, 15.999, 16, 16.001, 100]) {
      // k numbers of mean kϑ = k: the integral of the density is 1.
      const natural = gamma.naturalOf([shape, 1]);
      const step = 0.01;
      let sum = 0;
      for (let x = -30; x < 7; x += step) sum += Math.exp(gamma.logDensity!(natural, Math.exp(x)) + x) * step;
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
  });

  // Sums of x ln λ - λ - ln x! in 70 digits, by mpmath.
  test.each([
    [1e6, -7.8266942288533095, -8.16002711774236],
    [1e12, -14.734449091169363, -14.734449424502364],
    [1e15, -18.188326730660016, -18.18832673099335],
  ])('of counts about %d keeps its digits', (rate, near, wide) => {
    expectClose(likelihoodOf(poisson, [rate - 1, rate, rate + 1]), near, 1e-13);
    expectClose(likelihoodOf(poisson, [rate - 1000, rate, rate + 1000]), wide, 1e-13);
  });

  test('of counts sums to 1 over all of them, few or many', () => {
    for (const rate of [0.3, 12, 300]) {
      let sum = 0;
      for (let x = 0; x < 1000; x++) sum += Math.exp(poisson.logDensity!([Math.log(rate)], x));
      expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
    }
  });

  test('of a bit that is nearly certain is its small distance from 0', () => {
    expectClose(bernoulli.logDensity!([50], 1), -Math.exp(-50), 1e-13);
    expectClose(bernoulli.logDensity!([-50], 0), -Math.exp(-50), 1e-13);
    expectClose(bernoulli.logDensity!([-50], 1), -50, 1e-13);
  });
});

describe('the divergence', () => {
  // Closed forms of the same θ in 70 digits, by mpmath.
  test.each([
    { family: 'gaussian', p: [1000000000, -0.5], q: [1000000001, -0.5], divergence: 0.5 },
    { family: 'gaussian', p: [100000000, -0.5], q: [100000001, -0.4999999990686774], divergence: 0.7036117509934428 },
    { family: 'gaussian', p: [1, -0.5], q: [1.000000001, -0.500000001], divergence: 1.4999998017985808e-18 },
    { family: 'gaussian', p: [1, -0.5], q: [40, -100000], divergence: 199953.40096367724 },
    { family: 'exponential', p: [-1], q: [-1.000000001], divergence: 5.00000082407041e-19 },
    { family: 'exponential', p: [-1e200], q: [-1e-200], divergence: 920.0340371976183 },
    { family: 'exponential', p: [-3], q: [-3.5], divergence: 0.012515986839408362 },
    {
      family: 'gamma',
      p: [100000000000000, -50000000000000],
      q: [100000016777216, -50000000000000],
      divergence: 1.4073748048471715,
    },
    { family: 'gamma', p: [2, -1], q: [2.000000001, -1], divergence: 1.9746706607542014e-19 },
    { family: 'gamma', p: [2, -1], q: [2.5, -1.3], divergence: 0.028159328601676678 },
    { family: 'gamma', p: [-0.999, -1], q: [-0.99901, -1], divergence: 5.0335935628040794e-5 },
    { family: 'gamma', p: [50, -2], q: [50.001, -2], divergence: 9.90060126728445e-9 },
    { family: 'gamma', p: [1000000, -1], q: [100000, -0.1], divergence: 0.7012932214970228 },
    { family: 'poisson', p: [30], q: [30.0000001], divergence: 0.053432375937533354 },
    { family: 'poisson', p: [-50], q: [-50.5], divergence: 2.054709937242376e-23 },
    { family: 'poisson', p: [1], q: [1.000000001], divergence: 1.359141139594226e-18 },
    { family: 'poisson', p: [1], q: [9], divergence: 8078.619391119252 },
    { family: 'bernoulli', p: [0.3], q: [0.300000001], divergence: 1.222291624957161e-19 },
    { family: 'bernoulli', p: [40], q: [40.5], divergence: 4.525799815091864e-19 },
    { family: 'bernoulli', p: [-40], q: [-40.5], divergence: 4.525799815091864e-19 },
    { family: 'bernoulli', p: [40], q: [45], divergence: 1.702204220697185e-17 },
    { family: 'bernoulli', p: [3], q: [-700], divergence: 666.6110238045968 },
  ])('of $family at $p from $q has its digits', ({ family, p, q, divergence }) => {
    expectClose(familyDivergence(families[family]!, p, q), divergence, 1e-11);
    expect(familyDivergence(families[family]!, p, p)).toBe(0);
  });

  test('is of both chains half the Fisher information at any small distance, and of one piece with the far one', () => {
    const direction = fc.double({ min: -1, max: 1, noNaN: true });
    for (const [chain, at] of [
      [isingChain(6, 'periodic'), [0.4, -0.2]],
      [isingChain(5, 'open'), [-0.3, 0.7]],
      [gaussianChain(5, 'periodic'), [-0.5, 0.3]],
      [gaussianChain(6, 'open'), [-0.5, -0.2]],
    ] as const) {
      const [[a, b], [, d]] = chain.fisherInformation(at) as [[number, number], [number, number]];
      fc.assert(
        fc.property(direction, direction, (x, y) => {
          fc.pre(Math.abs(x) + Math.abs(y) > 0.1);
          const half = (a! * x * x + 2 * b! * x * y + d! * y * y) / 2;
          const step = 1e-9;
          const near = familyDivergence(chain, at, [at[0] + step * x, at[1] + step * y]) / (step * step);
          expectClose(near, half, 1e-6);
          // By differences of A, which have digits here.
          const far = [at[0] + 0.01 * x, at[1] + 0.01 * y];
          const means = chain.meanStatistics(at);
          const plain = chain.logPartition(far) - chain.logPartition(at) - 0.01 * (x * means[0]! + y * means[1]!);
          expect(Math.abs(familyDivergence(chain, at, far) - plain)).toBeLessThan(1e-13);
        }),
        { seed: 12, numRuns: 30 },
      );
    }
  });
});
