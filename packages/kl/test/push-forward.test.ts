import { activationNames, createKernels } from '@rgflow/kernels';
import { DomainError, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { pushForward } from '../src/index.js';
import { plainSums } from './plain-network.js';
import { randomNetwork } from './random-network.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('push-forward.test');
const widths = [5, 12, 7, 12, 3];
const network = randomNetwork(widths, { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
const reference = { mean: 0.2, variance: 0.7 };

/** Of sums of a dozen numbers of order 1 that went through four layers of float32. */
const FLOAT32_ROUNDING = 2e-5;

describe('pushForward', () => {
  test.each(activationNames)('is the forward pass of the same normal numbers in float64: %s', (activation) => {
    const samples = 40;
    const stream = random.split('samples');
    const normals = stream.normals(new Float32Array(samples * 12));
    const rows = Array.from({ length: samples }, (_, s) =>
      Array.from(normals.subarray(12 * s, 12 * (s + 1)), (z) => reference.mean + Math.sqrt(reference.variance) * z),
    );
    const plain = plainSums({ ...network, activation }, rows);
    const pushed = pushForward({ ...network, activation, reference, samples, random: stream, kernels });
    expect(pushed.map((layer) => layer.units)).toEqual(widths.slice(1));
    pushed.forEach(({ sampleSums }, m) => {
      expect(sampleSums.length).toBe(2 * samples);
      sampleSums.forEach((sum, i) => {
        expect(Math.abs(sum - plain[m]![i]!)).toBeLessThan(FLOAT32_ROUNDING * Math.max(1, Math.abs(sum)));
      });
    });
  });

  test('the reference layer has the mean and variance asked for', () => {
    const samples = 5000;
    const sums = pushForward({ ...network, reference, samples, random, kernels })[0]!.sampleSums;
    const n = samples * 12;
    const total = (offset: number) => sums.filter((_, i) => i % 2 === offset).reduce((a, b) => a + b, 0);
    const mean = total(0) / n;
    const variance = total(1) / n - mean * mean;
    expect(Math.abs(mean - reference.mean)).toBeLessThan(4 * Math.sqrt(reference.variance / n));
    expect(Math.abs(variance - reference.variance)).toBeLessThan(4 * reference.variance * Math.sqrt(2 / n));
  });

  test('more samples leave the first ones as they are', () => {
    const few = pushForward({ ...network, reference, samples: 1024, random, kernels });
    const many = pushForward({ ...network, reference, samples: 1500, random, kernels });
    few.forEach(({ sampleSums }, m) => {
      expect(many[m]!.sampleSums.slice(0, sampleSums.length)).toEqual(sampleSums);
      expect(many[m]!.sampleSums.slice(sampleSums.length)).not.toEqual(sampleSums.slice(0, 2 * (1500 - 1024)));
    });
  });

  test('slopes that are not asked for are NaN, and change no sum', () => {
    const options = { ...network, reference, samples: 9, random, kernels };
    const without = pushForward({ ...options, logSlopes: false });
    pushForward(options).forEach(({ sampleSums, logSlopes }, m) => {
      expect(without[m]!.sampleSums).toEqual(sampleSums);
      expect(without[m]!.logSlopes).toEqual(new Float64Array(9).fill(Number.NaN));
      expect(logSlopes).not.toContain(Number.NaN);
    });
  });

  test('further samples are those that more at once end with', () => {
    const many = pushForward({ ...network, reference, samples: 1500, random, kernels });
    for (const [first, samples] of [
      [1000, 500],
      [1499, 1],
      [3, 1200],
    ] as const) {
      const further = pushForward({ ...network, reference, samples, first, random, kernels });
      further.forEach(({ sampleSums, logSlopes }, m) => {
        expect(sampleSums.length).toBe(2 * samples);
        const same = many[m]!.sampleSums.subarray(2 * first, 2 * (first + samples));
        if (m === 0) expect(sampleSums).toEqual(same);
        const worst = sampleSums.reduce((most, sum, i) => Math.max(most, Math.abs(sum - same[i]!)), 0);
        expect(worst).toBeLessThan(12 * FLOAT32_ROUNDING);
        expect(logSlopes[0]).toBeCloseTo(many[m]!.logSlopes[first]!, 3);
      });
    }
  });

  test('weights inside the arena give the same as weights outside, and the arena is left as it was', () => {
    const options = { reference, samples: 100, random, kernels };
    const outside = pushForward({ ...network, ...options });
    const mark = kernels.mark();
    const inside = network.weights.map((matrix) => {
      const copy = kernels.float32(matrix.length);
      copy.set(matrix);
      return copy;
    });
    const used = kernels.usedBytes;
    expect(pushForward({ weights: inside, biases: network.biases, ...options })).toEqual(outside);
    expect(kernels.usedBytes).toBe(used);
    kernels.release(mark);
  });

  test('a matrix that does not fit is named with both shapes', () => {
    const misfit = randomNetwork([600, 600, 600, 600], { sigmaW2: 1, sigmaB2: 0 }, random, kernels);
    const weights = [...misfit.weights, new Float32Array(400 * 784)];
    const biases = [...misfit.biases, new Float32Array(400)];
    expect(() => pushForward({ weights, biases, reference, samples: 1, random, kernels })).toThrow(
      'pushForward: weights of layer 3 have shape (400, 784) but layer 2 has 600 units; expected (n, 600).',
    );
    expect(() => pushForward({ ...network, biases: [], reference, samples: 1, random, kernels })).toThrow(ShapeError);
    expect(() =>
      pushForward({
        weights: [new Float32Array(7)],
        biases: [new Float32Array(2)],
        reference,
        samples: 1,
        random,
        kernels,
      }),
    ).toThrow('weights of layer 0 have 7 entries but layer 0 has 2 biases; expected (2, n).');
  });

  test('impossible references and numbers of samples are refused', () => {
    const push = (change: object) => () =>
      pushForward({ ...network, reference, samples: 10, random, kernels, ...change });
    expect(push({ samples: 0 })).toThrow('pushForward: samples is 0; expected a positive integer.');
    expect(push({ samples: Number.NaN })).toThrow(DomainError);
    expect(push({ first: -1 })).toThrow('pushForward: first is -1; expected a whole number.');
    expect(push({ reference: { mean: 0, variance: 0 } })).toThrow(
      'variance 0; they must be finite and the variance positive',
    );
    expect(push({ reference: { mean: Number.NaN, variance: 1 } })).toThrow(DomainError);
  });
});
