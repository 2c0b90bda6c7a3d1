import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exponential,
  featureCumulants,
  gamma,
  gaussian,
  gaussianChain,
  gaussianFromCorrelation,
  gaussianPseudoLikelihood,
  type Likeliest,
  maximumLikelihood,
  sampleFamily,
} from '../src/index.js';

/** Shifted and rescaled samples give shifted and rescaled parameters, within what rounding of the samples allows. */
const runs = { seed: 13, numRuns: 150 };

/** Never all the same. */
const samples = numbers(4, 20).map((x) => x.map((value, i) => value + 0.1 * Math.cos(3 * i)));
const positive = samples.map((x) => x.map((value) => 1.5 + value));

const told = ({ parameters, reason }: Likeliest) => {
  expect(reason).toBeNull();
  return parameters!.flatMap(({ value, standardError }) => [value, standardError]);
};
const expectClose = (found: number, wanted: number, rounding: number) =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(rounding * Math.abs(wanted));

describe('maximumLikelihood', () => {
  test('of normal numbers has their mean and variance in any unit whose square is a double, from any origin', () => {
    fc.assert(
      fc.property(samples, scales(145), offsets, (x, c, offset) => {
        const [mean, meanSe, variance, varianceSe] = told(maximumLikelihood(gaussian, x));
        const far = told(
          maximumLikelihood(
            gaussian,
            x.map((value) => c * (value + offset)),
          ),
        );
        const rounding = 8 * Number.EPSILON * (1 + Math.abs(offset));
        expect(Math.abs(far[0]! / c - offset - mean!)).toBeLessThanOrEqual(rounding);
        const ofScatter = 1e-13 + rounding / Math.sqrt(variance!);
        expectClose(far[1]! / c, meanSe!, 4 * ofScatter);
        expectClose(far[2]! / c / c, variance!, 4 * ofScatter);
        expectClose(far[3]! / c / c, varianceSe!, 4 * ofScatter);
      }),
      runs,
    );
  });

  test('of gamma numbers has their shape, and their scale in any unit', () => {
    fc.assert(
      fc.property(positive, scales(299), (x, c) => {
        const plain = told(maximumLikelihood(gamma, x));
        const scaled = told(
          maximumLikelihood(
            gamma,
            x.map((value) => c * value),
          ),
        );
        [1, 1, c, c].forEach((unit, i) => {
          expectClose(scaled[i]! / unit, plain[i]!, 1e-11);
        });
      }),
      runs,
    );
  });

  test('of gamma numbers far from zero, by their scatter, is nearly normal', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 3, max: 6, noNaN: true }), (x, digits) => {
        const [mean, , variance] = told(maximumLikelihood(gaussian, x)) as [number, number, number];
        const offset = Math.exp(digits * Math.LN10);
        const [shape, shapeSe, scale] = told(
          maximumLikelihood(
            gamma,
            x.map((value) => value + offset),
          ),
        ) as [number, number, number];
        // Mean kϑ and variance kϑ², and the error of the shape is its own size times √(2/n), to first order in 1/offset.
        const first = 10 / offset / Math.sqrt(variance) + 1e-9;
        expectClose(shape * scale, mean + offset, first);
        expectClose(shape * scale * scale, variance, first);
        expectClose(shapeSe, shape * Math.sqrt(2 / x.length), first);
      }),
      runs,
    );
  });

  test('of waiting times has their rate in any unit', () => {
    fc.assert(
      fc.property(positive, scales(299), (x, c) => {
        const plain = told(maximumLikelihood(exponential, x));
        const scaled = told(
          maximumLikelihood(
            exponential,
            x.map((value) => c * value),
          ),
        );
        scaled.forEach((value, i) => {
          expectClose(value * c, plain[i]!, 1e-14);
        });
      }),
      runs,
    );
  });

  test('of a Gaussian chain has its couplings in any unit', () => {
    const chain = gaussianChain(4, 'open');
    const chains = fc.array(numbers(4, 4), { minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(chains, scales(145), (drawn, c) => {
        const x = drawn.map((row, k) => row.map((value, i) => value + Math.cos(3 * k + 5 * i * (k + 1))));
        const plain = told(maximumLikelihood(chain, x));
        const scaled = told(
          maximumLikelihood(
            chain,
            x.map((row) => row.map((value) => c * value)),
          ),
        );
        scaled.forEach((value, i) => {
          expect(Math.abs(value * c * c - plain[i]!)).toBeLessThanOrEqual(1e-8 * (Math.abs(plain[i]!) + plain[1]!));
        });
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  test('says of samples whose variance is no double that they need another unit, and not that they are equal', () => {
    for (const c of [1e-200, 1e200]) {
      const { natural, reason } = maximumLikelihood(gaussian, [c, 2 * c, 4 * c]);
      expect(natural).toBeNull();
      expect(reason).toMatch(/is no double; give them in another unit/);
    }
    expect(maximumLikelihood(gaussian, [0.1, 0.1, 0.1]).reason).toMatch(/all samples are equal/);
    expect(maximumLikelihood(gamma, [0.1, 0.1, 0.1]).reason).toMatch(/all samples are equal/);
  });
});

describe('maximumLikelihood of numbers of very different size', () => {
  // Roots of ln k - ψ(k) = ln x̄ - mean of ln x in 60 digits, by mpmath.
  test.each([
    { x: [1e-20, 1, 1], shape: 0.057768719213850975, scale: 11.54027085486816, likelihood: 11.444089527373308 },
    { x: [1e-300, 1e-200, 1], shape: 0.0025769627381399575, scale: 129.35124299621503, likelihood: 376.80046684423417 },
    {
      x: [1e-300, 1e300],
      shape: 0.0014366723074483337,
      scale: 3.480264757716723e302,
      likelihood: -7.546860714330054,
    },
    { x: [5e-324, 1], shape: 0.002653322422633626, scale: 188.44298594654458, likelihood: 365.2854457337301 },
    { x: [1e-20, 1e-3, 1, 30], shape: 0.05961639680664963, scale: 130.00198628467822, likelihood: 8.51288692371774 },
  ])('of gamma numbers $x is the root of the score', ({ x, shape, scale, likelihood }) => {
    const found = maximumLikelihood(gamma, x);
    const [ofShape, shapeSe, ofScale, scaleSe] = told(found);
    expectClose(ofShape!, shape, 1e-12);
    expectClose(ofScale!, scale, 1e-12);
    expectClose(found.logLikelihood!, likelihood, 1e-12);
    expect(shapeSe! / shape).toBeGreaterThan(0.1);
    expect(scaleSe! / scale).toBeGreaterThan(0.1);
  });

  test('has a small shape that was planted, within four errors, and refuses numbers that became 0', () => {
    for (const planted of [0.5, 0.05, 0.02, 0.015]) {
      const x = sampleFamily('gamma', [planted, 1], 1000, RandomStream.named('a'));
      const [shape, shapeSe] = told(maximumLikelihood(gamma, x));
      expect(shapeSe).toBeLessThan(0.05 * planted);
      expect(Math.abs(shape! - planted)).toBeLessThan(4 * shapeSe!);
    }
    const tiny = sampleFamily('gamma', [0.001, 1], 100, RandomStream.named('a'));
    expect(() => maximumLikelihood(gamma, tiny)).toThrow(
      'gamma: x is 0; expected a positive number (numbers of a small shape may be below the smallest double',
    );
  });

  test('has the mean of numbers whose sum is no double', () => {
    const large = [1e308, 1.7e308, 1.5e308];
    const shape = told(maximumLikelihood(gamma, large))[0]!;
    expectClose(shape, 20.622622236323835, 1e-12);
    expectClose(told(maximumLikelihood(exponential, large))[0]!, 1 / 1.4e308, 1e-12);
    expect(maximumLikelihood(exponential, [1e-310, 1e-310]).reason).toMatch(/is no double; give them in another unit/);
    expect(maximumLikelihood(gamma, [1e-310, 2e-310]).reason).toMatch(/is no double; give them in another unit/);
  });

  test('has the shape of gamma numbers that differ in the last bit: mean squared over variance', () => {
    const [shape] = told(maximumLikelihood(gamma, [1, 1 + Number.EPSILON]));
    expectClose(shape!, 4 / Number.EPSILON / Number.EPSILON, 1e-12);
  });

  test('does not say of a Gaussian chain whose squares are no doubles that it is 0', () => {
    const rows = [[1, 2, -1], [2, -1, 1], [1, 1, 3]]; // biome-ignore format: a matrix
    for (const c of [1e-200, 1e200]) {
      const { reason } = maximumLikelihood(
        gaussianChain(3, 'open'),
        rows.map((row) => row.map((x) => c * x)),
      );
      expect(reason).toMatch(/is no double; give them in another unit/);
    }
  });
});

describe('what a layer looks like', () => {
  const [rows, units] = [60, 4];
  const layers = numbers(rows * units, rows * units).map((data) =>
    data.map((value, i) => value + Math.sin(7 * i) + 0.5 * Math.sin(7 * (i - 1))),
  );
  const featuresOf = (data: readonly number[], c: number, offset: number) =>
    ({ shape: [rows, units], data: Float64Array.from(data, (value) => c * (value + offset)) }) as const;

  test('does not depend on unit and origin', () => {
    fc.assert(
      fc.property(layers, scales(299), offsets, (data, c, offset) => {
        const [near, far] = [featuresOf(data, 1, 0), featuresOf(data, c, offset)];
        const rounding = 1e-12 + 1e3 * Number.EPSILON * (1 + Math.abs(offset));
        for (const boundary of ['open', 'periodic'] as const) {
          for (const measure of [gaussianPseudoLikelihood, gaussianFromCorrelation]) {
            const [plain, moved] = [measure(near, { boundary }).ratio!, measure(far, { boundary }).ratio!];
            expect(Math.abs(moved.value - plain.value)).toBeLessThanOrEqual(rounding);
            expect(Math.abs(moved.standardError - plain.standardError)).toBeLessThanOrEqual(rounding);
          }
        }
        const [plain, moved] = [featureCumulants(near), featureCumulants(far)];
        for (const name of ['skewness', 'excessKurtosis', 'absoluteSkewness'] as const) {
          expect(Math.abs(moved[name].value - plain[name].value)).toBeLessThanOrEqual(10 * rounding);
          expect(Math.abs(moved[name].standardError - plain[name].standardError)).toBeLessThanOrEqual(10 * rounding);
        }
      }),
      { seed: 13, numRuns: 50 },
    );
  });

  test('is nothing where it does not vary, whatever the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (x) => {
        const still = { shape: [rows, units], data: new Float64Array(rows * units).fill(x) } as const;
        expect(gaussianPseudoLikelihood(still, { boundary: 'open' }).reason).toBe('no unit varies');
        expect(() => featureCumulants(still)).toThrow('no unit varies');
      }),
      runs,
    );
  });
});
