import { createKernels } from '@rgflow/kernels';
import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binnedInformation,
  gaussianInformation,
  infoNceBound,
  ksgInformation,
  linearGaussianInformation,
  noiseKernelInformation,
  noisyChannelInformation,
  type Samples,
  squaredDistances,
} from '../../src/mutual-information/index.js';
import { correlatedPairs } from './normals.js';

/** Information does not depend on units and origins: the same, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 100 };

const random = RandomStream.named('scale-and-offset');
const kernels = createKernels({ arenaBytes: 2 ** 26 });

function moved({ shape, data }: Samples, c: number, offset: number): Samples {
  return { shape, data: Float64Array.from(data, (value) => c * (value + offset)) };
}

describe('ksgInformation', () => {
  /** Two columns of 120 numbers with many ties, or none. */
  const pairs = fc.record({
    rho: fc.double({ min: 0, max: 0.99, noNaN: true }),
    values: fc.constantFrom(2, 4, 64, 1e9),
  });
  const pairOf = ({ rho, values }: { rho: number; values: number }) => {
    const { x, y } = correlatedPairs(120, 1, rho, random.split('pairs'));
    const read = ({ shape, data }: Samples) => ({
      shape,
      data: data.map((value) => Math.round(value * values) / values),
    });
    return [read(x), read(y)] as const;
  };

  test('does not depend on the origins of x and y, nor on their units', () => {
    fc.assert(
      fc.property(pairs, offsets, offsets, scales(300), scales(300), (pair, offsetX, offsetY, c, d) => {
        const [x, y] = pairOf(pair);
        const plain = ksgInformation(x, y, { random });
        const far = ksgInformation(moved(x, c, offsetX), moved(y, d, offsetY), { random });
        // Rounding decides anew between neighbours that are as far to 1e-10, as other jitter would.
        const rounding = pair.values > 4 ? 0.02 : 0.02 + 2 * plain.standardError;
        expect(Math.abs(far.value - plain.value)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.standardError - plain.standardError)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('is the same to many digits where moving and scaling rounds nothing', () => {
    const whole = fc.integer({ min: -(2 ** 20), max: 2 ** 20 });
    fc.assert(
      fc.property(pairs, whole, whole, fc.integer({ min: -900, max: 900 }), (pair, offsetX, offsetY, power) => {
        const [x, y] = pairOf({ ...pair, values: Math.min(64, pair.values) });
        const [plain, c] = [ksgInformation(x, y, { random }), 2 ** power];
        const far = ksgInformation(moved(x, c, offsetX), moved(y, c, offsetY), { random });
        expect(far.value).toBeCloseTo(plain.value, 10);
        expect(far.standardError).toBeCloseTo(plain.standardError, 10);
      }),
      runs,
    );
  });

  test('of independent columns of four values is nothing, as far from zero as one likes', () => {
    const N = 1000;
    const column = (name: string, offset: number): Samples => ({
      shape: [N, 1],
      data: Float64Array.from(random.split(name).uniform(N), (u) => offset + Math.floor(4 * u)),
    });
    for (const offset of [0, 1e4, 1e5, 1e6, -1e12]) {
      const { value, standardError } = ksgInformation(column('x', offset), column('y', offset), { random });
      expect(Math.abs(value)).toBeLessThan(4 * standardError);
      expect(standardError).toBeLessThan(0.03);
    }
  });

  test('of a variable that does not vary is nothing, of whatever the other is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), pairs, (constant, pair) => {
        const [x] = pairOf(pair);
        const still: Samples = { shape: x.shape, data: new Float64Array(120).fill(constant) };
        for (const [a, b] of [
          [still, x],
          [x, still],
          [still, still],
        ] as const) {
          expect(ksgInformation(a, b, { random })).toEqual({ value: 0, standardError: 0, samples: 120 });
          expect(ksgInformation(a, b, { random, jitter: 0, parts: 0 }).value).toBe(0);
        }
      }),
      runs,
    );
  });

  test('a unit that does not vary beside others changes nothing', () => {
    const { x, y } = correlatedPairs(200, 1, 0.8, random);
    const wider: Samples = {
      shape: [200, 2],
      data: Float64Array.from({ length: 400 }, (_, n) => (n % 2 ? 7 : x.data[n / 2]!)),
    };
    expect(ksgInformation(wider, y, { random, jitter: 0 }).value).toBeCloseTo(
      ksgInformation(x, y, { random, jitter: 0 }).value,
      12,
    );
  });
});

describe('a layer with noise', () => {
  const layers = numbers(24, 24).map((data): Samples => ({ shape: [8, 3], data: Float64Array.from(data) }));
  const labels = [0, 1, 0, 1, 1, 0, 0, 1];
  const measured = (h: Samples, noiseVariance: number) => {
    const mark = kernels.mark();
    const distances = squaredDistances(h, kernels);
    const bounds = noiseKernelInformation(distances, noiseVariance, kernels, labels);
    const [drawn] = noisyChannelInformation(h, distances, {
      noiseVariances: [noiseVariance],
      labels,
      random,
      kernels,
    });
    kernels.release(mark);
    return [
      ...[bounds.input, bounds.inputGivenLabel, bounds.label].flatMap(({ lower, upper }) => [lower, upper]),
      ...[drawn!.input, drawn!.inputGivenLabel, drawn!.label].flatMap((each) => [each.value, each.standardError]),
    ];
  };
  const expectSame = (found: readonly number[], wanted: readonly number[], tolerance: number) => {
    found.forEach((value, k) => {
      expect(Math.abs(value - wanted[k]!)).toBeLessThanOrEqual(tolerance);
    });
  };

  test.each([
    ['float64', 150, Float64Array],
    ['float32', 36, Float32Array],
  ] as const)('tells the same in any unit of layer and noise, in %s', (_, digits, Data) => {
    const noises = fc.double({ min: 0.05, max: 2, noNaN: true });
    fc.assert(
      fc.property(layers, noises, scales(digits), (h, s, c) => {
        const scaled: Samples = { shape: h.shape, data: new Data(h.data.map((value) => c * value)) };
        expectSame(measured(scaled, c * s * (c * s)), measured(h, s * s), 1e-4);
      }),
      runs,
    );
  });

  test('tells the same far from the origin', () => {
    fc.assert(
      fc.property(layers, offsets, (h, offset) => {
        expectSame(measured(moved(h, 1, offset), 0.1), measured(h, 0.1), 1e-4);
      }),
      runs,
    );
  });

  test('of noise too small or too large for a double in the unit of the layer tells all or nothing', () => {
    const far: Samples = { shape: [4, 1], data: Float64Array.of(1e200, 2e200, 3e200, 3e200) };
    const near: Samples = { shape: [4, 1], data: Float64Array.of(1e-200, 2e-200, 3e-200, 3e-200) };
    for (const [h, noise, wanted] of [
      [far, 1, 1.5 * Math.LN2],
      [far, 5e-324, 1.5 * Math.LN2],
      [near, 1, 0],
      [near, 1e308, 0],
    ] as const) {
      const distances = squaredDistances(h, kernels);
      const { input } = noiseKernelInformation(distances, noise, kernels);
      expect(input.lower).toBeCloseTo(wanted, 12);
      expect(input.upper).toBeCloseTo(wanted, 12);
      const [drawn] = noisyChannelInformation(h, distances, { noiseVariances: [noise], random, kernels });
      expect(drawn!.input.value).toBeCloseTo(wanted, 12);
      expect(drawn!.input.standardError).toBeCloseTo(0, 12);
    }
  });

  test('has an error also where the draws scatter by less than half of their digits', () => {
    const h: Samples = { shape: [2, 1], data: Float64Array.of(0, 1) };
    // Each draw is ln 2 less some 1e-17: exp(-1/2s²) at s = 0.1127.
    const options = { draws: 4, random, kernels };
    const [wide] = noisyChannelInformation(h, squaredDistances(h, kernels), { ...options, noiseVariances: [0.025] });
    const scatter = Math.abs(wide!.input.value - Math.LN2);
    expect(wide!.input.standardError).toBeGreaterThan(0);
    expect(wide!.input.standardError).toBeLessThan(10 * scatter + 1e-12);
  });
});

describe('binnedInformation', () => {
  test('does not depend on unit and origin of the layer and of what the bins cover', () => {
    const layers = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(layers, scales(300), offsets, (bins, c, offset) => {
        const value = (bin: number) => c * (bin + 0.5 + offset);
        const t: Samples = { shape: [12, 2], data: Float64Array.from(bins, value) };
        const plain: Samples = { shape: [12, 2], data: Float64Array.from(bins, (bin) => bin + 0.5) };
        expect(binnedInformation(t, { bins: 10, range: [c * offset, c * (offset + 10)] })).toEqual(
          binnedInformation(plain, { bins: 10, range: [0, 10] }),
        );
      }),
      runs,
    );
  });
});

describe('Gaussian channels', () => {
  const weights = numbers(6, 6);
  /** Positive definite: B Bᵀ + 1. */
  const covariances = numbers(9, 9).map((b) =>
    Array.from({ length: 9 }, (_, n) => {
      const [i, j] = [Math.floor(n / 3), n % 3];
      return [0, 1, 2].reduce((sum, k) => sum + b[3 * i + k]! * b[3 * j + k]!, i === j ? 1 : 0);
    }),
  );

  test('a linear layer tells the same in any units of weights, input and noise', () => {
    fc.assert(
      fc.property(weights, covariances, scales(), scales(), (a, s, c, d) => {
        // The variance of the noise has to be a double.
        fc.pre(c * (c * d) > 1e-290 && c * (c * d) < 1e290);
        const plain = linearGaussianInformation({ weights: a, covariance: s, noiseVariance: 0.2 });
        const scaled = linearGaussianInformation({
          weights: a.map((w) => c * w),
          covariance: s.map((entry) => d * entry),
          noiseVariance: 0.2 * c * (c * d),
        });
        expect(Math.abs(scaled - plain)).toBeLessThanOrEqual(1e-13 * (1 + plain));
      }),
      runs,
    );
  });

  test('and where products of two of them are no doubles', () => {
    const wanted = Math.log(11) / 2;
    for (const [w, s, noiseVariance] of [
      [1e200, 1e-300, 1e99],
      [1e-200, 1e300, 1e-101],
      [1e-150, 1, 1e-301],
      [1, 1e300, 1e299],
      [1, 1e-300, 1e-301],
    ] as const) {
      expect(linearGaussianInformation({ weights: [w], covariance: [s], noiseVariance })).toBeCloseTo(wanted, 13);
    }
  });

  test('nothing is told without a signal, in any unit, and a signal that is no double beside the noise is refused', () => {
    for (const covariance of [1e-300, 1e35, 1e300]) {
      for (const noiseVariance of [1e-300, 1e-290, 1e300]) {
        expect(linearGaussianInformation({ weights: [0], covariance: [covariance], noiseVariance })).toBe(0);
        expect(linearGaussianInformation({ weights: [covariance], covariance: [0], noiseVariance })).toBe(0);
      }
    }
    const loud = { weights: [1e10], covariance: [1e10], noiseVariance: 1e-300 };
    expect(() => linearGaussianInformation(loud)).toThrow('a signal of more than 10^308 times the noise, 1e-300');
  });

  test('a Gaussian vector tells the same in any units of its components', () => {
    fc.assert(
      fc.property(covariances, fc.tuple(scales(145), scales(145), scales(145)), (s, units) => {
        const scaled = s.map((entry, n) => entry * units[Math.floor(n / 3)]! * units[n % 3]!);
        expect(Math.abs(gaussianInformation(scaled, 1) - gaussianInformation(s, 1))).toBeLessThanOrEqual(1e-13);
      }),
      runs,
    );
  });

  test('a covariance that is not symmetric is refused in any unit', () => {
    for (const c of [1e-300, 1, 1e300]) {
      expect(() => gaussianInformation([c, 0.5 * c, -0.5 * c, c], 1)).toThrow('expected a symmetric matrix');
    }
  });
});

describe('infoNceBound', () => {
  test('does not depend on what is added to all scores of one x', () => {
    fc.assert(
      fc.property(numbers(16, 16), fc.array(offsets, { minLength: 4, maxLength: 4 }), (scores, added) => {
        const shifted = scores.map((score, n) => score + added[Math.floor(n / 4)]!);
        const rounding = 8 * Number.EPSILON * (1 + Math.max(...added.map(Math.abs)));
        const [plain, far] = [infoNceBound([scores]), infoNceBound([shifted])];
        expect(Math.abs(far.value - plain.value)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });
});
