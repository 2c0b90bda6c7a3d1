import { createKernels } from '@rgflow/kernels';
import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  heldOutEntropy,
  layerInformation,
  nearestNeighbourEntropy,
  noisyLayerInformation,
} from '../../src/multi-information/index.js';
import { marginals } from '../../src/multi-information/marginals.js';

/** An entropy moves by ln c with the unit c and not with the origin; a multi-information and a divergence with neither. */
const runs = { seed: 13, numRuns: 60 };

const random = RandomStream.named('multi-information/scale-and-offset');
const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });

/** Numbers of which no two are closer than 1e-6. */
const apart = numbers(6, 30).map((values) => values.map((value, i) => i / 8 + value / 16.1));

describe('nearestNeighbourEntropy', () => {
  test('moves by ln c with the unit, over all of float64', () => {
    fc.assert(
      fc.property(apart, scales(300), fc.boolean(), (values, size, negative) => {
        const c = negative ? -size : size;
        const plain = nearestNeighbourEntropy(Float64Array.from(values));
        const scaled = nearestNeighbourEntropy(Float64Array.from(values, (value) => c * value));
        expect(Math.abs(scaled - Math.log(size) - plain)).toBeLessThan(1e-12 * (1 + Math.abs(Math.log(size))));
      }),
      runs,
    );
  });

  test('does not move with the origin', () => {
    fc.assert(
      fc.property(apart, offsets, (values, offset) => {
        const plain = nearestNeighbourEntropy(Float64Array.from(values));
        const far = nearestNeighbourEntropy(Float64Array.from(values, (value) => value + offset));
        // The third neighbour is 0.2 away and more.
        expect(Math.abs(far - plain)).toBeLessThan(1e-13 + (8 * Number.EPSILON * (1 + Math.abs(offset))) / 0.2);
      }),
      runs,
    );
  });
});

const [samples, units] = [160, 3];
const layer = random.split('layer').normals(new Float32Array(samples * units));

describe('marginals', () => {
  const plain = marginals({ units, data: layer });

  test('of all units in one other unit have the same divergences and influences, and moved entropies', () => {
    fc.assert(
      fc.property(scales(36), (c) => {
        const scaled = marginals({ units, data: layer.map((z) => c * z) });
        expect(scaled.means).toBeCloseTo(plain.means, 5);
        expect(scaled.variances).toBeCloseTo(plain.variances, 5);
        expect(scaled.nonGaussianity).toBeCloseTo(plain.nonGaussianity, 4);
        expect(scaled.normalEntropy - Math.log(c)).toBeCloseTo(plain.normalEntropy, 5);
        expect(Math.sqrt(scaled.variance) / c / Math.sqrt(plain.variance)).toBeCloseTo(1, 6);
        scaled.influence.forEach((term, s) => {
          expect(Math.abs(term / plain.influence[s]! - 1)).toBeLessThan(1e-3);
        });
      }),
      runs,
    );
  });

  test('from another origin are the same within what float32 keeps of the samples', () => {
    fc.assert(
      fc.property(offsets, (offset) => {
        const far = marginals({ units, data: layer.map((z) => z + offset) });
        const rounding = 1e-5 + 2 ** -23 * Math.abs(offset);
        expect(Math.abs(far.means - plain.means)).toBeLessThan(rounding);
        expect(Math.abs(far.variances - plain.variances)).toBeLessThan(rounding);
        expect(Math.abs(far.normalEntropy - plain.normalEntropy)).toBeLessThan(rounding);
        // The distances to third neighbours, some 0.03, are told to their own rounding only.
        if (rounding < 1e-3) expect(Math.abs(far.nonGaussianity - plain.nonGaussianity)).toBeLessThan(100 * rounding);
      }),
      runs,
    );
  });

  test('of a unit that is the same in all samples are refused by name', () => {
    const still = layer.map((z, i) => (i % units === 1 ? 0.1 : z));
    expect(() => marginals({ units, data: still })).toThrow('unit 1 is the same in all samples');
  });
});

describe('heldOutEntropy', () => {
  const entropy = (data: Float32Array) => {
    const mark = kernels.mark();
    const inArena = kernels.float32(data.length);
    inArena.set(data);
    const { bound } = heldOutEntropy(inArena, units, kernels);
    kernels.release(mark);
    return bound;
  };
  const plain = entropy(layer);

  test('moves by ln c with the unit of each variable, over all of float32', () => {
    fc.assert(
      fc.property(fc.tuple(scales(36), scales(36), scales(36)), (c) => {
        const { value, standardError } = entropy(layer.map((z, i) => c[i % units]! * z));
        const moved = plain.value + c.reduce((sum, each) => sum + Math.log(each), 0);
        expect(Math.abs(value - moved)).toBeLessThan(1e-4);
        expect(Math.abs(standardError - plain.standardError)).toBeLessThan(1e-5);
      }),
      { ...runs, examples: [1e-35, 1e-25, 1e-21, 1e20, 1e30, 1e37].map((c) => [[c, c, c]]) },
    );
  });

  test('does not move with the origin, as far as float32 keeps the digits', () => {
    fc.assert(
      fc.property(offsets, (offset) => {
        const { value } = entropy(layer.map((z) => z + offset));
        const rounding = 2 ** -23 * Math.abs(offset);
        expect(Math.abs(value - plain.value)).toBeLessThan(1e-4 + 3 * rounding);
      }),
      runs,
    );
  });
});

describe('the multi-information of a linear network', () => {
  const matrix = Float32Array.of(1, 0.4, -0.2, 0.3, 0.8, 0.5, -0.6, 0.1, 1.1);
  const determinant = 1 * (0.8 * 1.1 - 0.5 * 0.1) - 0.4 * (0.3 * 1.1 - 0.5 * -0.6) - 0.2 * (0.3 * 0.1 - 0.8 * -0.6);
  const network = (c: number, offset: number) => ({
    weights: [new Float32Array(9), matrix, matrix],
    biases: [0, 0.3, -0.2].map((bias) => new Float32Array(3).fill(c * (bias + offset))),
    activation: 'linear' as const,
    reference: { mean: c * (0.1 + offset), variance: c * c * 0.5 },
    logDeterminants: [Number.NaN, Math.log(Math.abs(determinant)), Math.log(Math.abs(determinant))],
    samples,
    random,
    kernels,
  });
  /** Of float32, with room for products of weights and units; the noise is of the same unit. */
  const sizes = scales(35);
  const [plain, noisy] = [
    layerInformation(network(1, 0)),
    noisyLayerInformation({ ...network(1, 0), noiseVariance: 0.1 }),
  ];

  test('does not depend on the unit, nor on an origin as far as float32 tells the samples apart', () => {
    fc.assert(
      fc.property(sizes, offsets, (c, offset) => {
        const found = layerInformation(network(c, Math.abs(offset) < 1e3 ? offset : 0));
        found.forEach(({ upper, multiInformation, estimator, reason }, l) => {
          expect(upper).toBeCloseTo(plain[l]!.upper, 2);
          expect(multiInformation.standardError).toBeCloseTo(plain[l]!.multiInformation.standardError, 2);
          expect([estimator, reason]).toEqual([plain[l]!.estimator, plain[l]!.reason]);
        });
      }),
      { ...runs, numRuns: 25 },
    );
  });

  test('is not known, with the reason, where a unit is the same in all samples', () => {
    const weights = [new Float32Array(9), Float32Array.of(1, 0.4, -0.2, 1e-30, 0, 0, -0.6, 0.1, 1.1)];
    const biases = [new Float32Array(3), new Float32Array(3).fill(0.3)];
    const [, second] = layerInformation({ ...network(1, 0), weights, biases, logDeterminants: [Number.NaN, -70] });
    expect(second!.multiInformation.value).toBeNaN();
    expect(second!.reason).toBe('float32 does not resolve the samples of this layer');
  });

  test('with noise of the same unit has the same bounds', () => {
    fc.assert(
      fc.property(sizes, (c) => {
        noisyLayerInformation({ ...network(c, 0), noiseVariance: 0.1 * c * c }).forEach(
          ({ lower, upper, entropyPower }, l) => {
            expect(lower.value).toBeCloseTo(noisy[l]!.lower.value, 3);
            expect(upper.value).toBeCloseTo(noisy[l]!.upper.value, 5);
            expect(entropyPower / c / c / noisy[l]!.entropyPower).toBeCloseTo(1, 9);
          },
        );
      }),
      { ...runs, numRuns: 25 },
    );
  });
});
