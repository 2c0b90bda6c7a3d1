import { createKernels } from '@rgflow/kernels';
import { DomainError, estimate, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  heldOutEntropy,
  LARGEST_BIAS,
  marginals,
  nearestNeighbourEntropy,
  normalEntropy,
} from '../../src/multi-information/index.js';
import expected from '../expected/multi_information.json' with { type: 'json' };
import { CLOSED_FORMS, entropyOf, NORMAL, samplesOf } from './closed-forms.js';

const random = RandomStream.named('entropies.test');
const kernels = createKernels({ arenaBytes: 2 ** 26 });

describe('nearestNeighbourEntropy', () => {
  test.each(expected.neighbours.entropies)('with k = $k is that by all distances', ({ k, entropy }) => {
    const values = Float64Array.from(expected.neighbours.values);
    expect(nearestNeighbourEntropy(values, k)).toBeCloseTo(entropy, 12);
    expect(nearestNeighbourEntropy(values.toReversed(), k)).toBeCloseTo(entropy, 12);
  });

  test('follows the scale and not the origin', () => {
    const values = samplesOf(CLOSED_FORMS[0]!, 200, random);
    const h = nearestNeighbourEntropy(values);
    expect(nearestNeighbourEntropy(values.map((x) => 3 * x + 7))).toBeCloseTo(h + Math.log(3), 10);
  });

  test('of samples that repeat is -Infinity', () => {
    expect(nearestNeighbourEntropy(Float64Array.of(1, 1, 1, 1, 2))).toBe(Number.NEGATIVE_INFINITY);
  });

  test('refuses too few samples, and what is no number', () => {
    expect(() => nearestNeighbourEntropy(Float64Array.of(1, 2, 3))).toThrow(ShapeError);
    expect(() => nearestNeighbourEntropy(Float64Array.of(1, 2, 3, 4, Number.NaN))).toThrow('a sample is not finite');
    expect(() => nearestNeighbourEntropy(Float64Array.of(1, 2), 0)).toThrow('neighbours is 0');
  });
});

describe('normalEntropy', () => {
  test.each(expected.logVariance)(
    'takes off the bias of the logarithm of $samples samples',
    ({ samples, mean, se }) => {
      const bias = 2 * (NORMAL - normalEntropy(1, samples));
      expect(se).toBeLessThan(0.004);
      expect(Math.abs(bias - mean)).toBeLessThan(4 * se);
    },
  );

  test('has no bias for normal samples, where the plain logarithm has half of 2/n', () => {
    const [n, trials] = [8, 4000];
    const draws = Array.from({ length: trials }, (_, trial) =>
      samplesOf(CLOSED_FORMS[0]!, n, random.split('few', { trial })),
    );
    const varianceOf = (x: Float64Array) => {
      const mean = x.reduce((a, b) => a + b) / n;
      return x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    };
    const found = estimate(draws.map((x) => normalEntropy(varianceOf(x), n)));
    const plain = estimate(draws.map((x) => NORMAL + Math.log(varianceOf(x)) / 2));
    expect(found.standardError).toBeLessThan(0.005);
    expect(Math.abs(found.value - NORMAL)).toBeLessThan(4 * found.standardError);
    expect(plain.value).toBeLessThan(NORMAL - 0.1);
  });

  test('refuses negative variances and single samples', () => {
    expect(() => normalEntropy(-1, 10)).toThrow(DomainError);
    expect(() => normalEntropy(1, 1)).toThrow('there are 1 samples');
  });
});

describe('marginals', () => {
  const layerOf = (units: number, samples: number, form: (z: number, unit: number) => number) => {
    const z = random.split('layer', { units, samples }).normals(new Float32Array(units * samples));
    return { units, data: z.map((value, i) => form(value, i % units)) };
  };

  test('has the three parts of the divergence from one normal distribution', () => {
    // Units of means ±0.5 and variances 1 and 4 in all four combinations.
    const mean = (unit: number) => (unit % 2 === 0 ? 0.5 : -0.5);
    const variance = (unit: number) => (unit % 4 < 2 ? 1 : 4);
    const found = marginals(layerOf(40, 4000, (z, unit) => mean(unit) + Math.sqrt(variance(unit)) * z));
    const whole = 2.5 + 0.25;
    expect(found.variance).toBeCloseTo(whole, 1);
    expect(found.means).toBeCloseTo(0.25 / (2 * whole), 2);
    expect(found.variances).toBeCloseTo((2.5 / whole - 1 - Math.log(2) + Math.log(whole)) / 2, 2);
    expect(Math.abs(found.nonGaussianity)).toBeLessThan(LARGEST_BIAS + 4 * found.nonGaussianitySe);
    expect(found.nonGaussianitySe).toBeLessThan(0.003);
  });

  test('is not misled by samples that are equal in float32', () => {
    // A scatter of a thousand roundings: of 20,000 samples many are equal.
    const found = marginals(layerOf(10, 20_000, (z) => 1 + 1e-4 * z));
    expect(Math.abs(found.nonGaussianity)).toBeLessThan(LARGEST_BIAS + 4 * found.nonGaussianitySe);
  });

  test('takes units that are not normal for what they are, and with too few samples for a bound', () => {
    const tanh = (z: number) => Math.tanh(Math.sqrt(0.4) * z);
    const { variance, nonGaussianity, estimator, normalEntropy: bound } = marginals(layerOf(40, 4000, tanh));
    expect(estimator).toBe('nearest-neighbour');
    expect(bound).toBeCloseTo(NORMAL + Math.log(variance) / 2, 2);
    expect(Math.abs(bound - nonGaussianity - entropyOf(CLOSED_FORMS[5]!))).toBeLessThan(0.01);
    expect(marginals(layerOf(40, 400, tanh)).estimator).toBe('none');
  });
});

describe('heldOutEntropy', () => {
  test('bounds the entropy of normal variables from above, by n²/4m', () => {
    const [n, samples] = [20, 4000];
    const data = kernels.float32(n * samples);
    // Neighbours are correlated: s_i = z_i + s_{i-1} / 2, a triangular map of determinant 1.
    kernels.fillNormals(random.split('held out').key, 0, 0, 1, data);
    for (let i = 0; i < data.length; i++) if (i % n > 0) data[i]! += data[i - 1]! / 2;
    const { bound } = heldOutEntropy(data, n, kernels);
    const excess = (n * n) / (4 * (samples / 2));
    expect(bound.standardError).toBeLessThan(0.06);
    expect(Math.abs(bound.value - n * NORMAL - excess)).toBeLessThan(4 * bound.standardError);
  });

  test('refuses a half that is not more than the units', () => {
    expect(() => heldOutEntropy(kernels.float32(40 * 20), 20, kernels)).toThrow('more than twice as many as units');
  });
});
