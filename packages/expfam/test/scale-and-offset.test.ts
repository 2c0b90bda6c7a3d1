import { numbers, offsets, scales } from '@rgflow/numerics/testing';
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
      fc.property(chains, scales(70), (drawn, c) => {
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
