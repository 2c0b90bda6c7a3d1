import { createKernels } from '@rgflow/kernels';
import { DomainError, type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  linearGaussianInformation,
  type NoiseKernelInformation,
  noiseKernelInformation,
  noisyChannelInformation,
  type Samples,
  squaredDistances,
} from '../../src/mutual-information/index.js';
import expected from '../expected/mutual_information.json' with { type: 'json' };
import { normals, rows } from './normals.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('noise.test');

/** Distances are float32, so they err by 6e-8 where nothing cancels, and the bounds by no more. */
const FLOAT32 = 1e-7;

function bounds(h: Samples, noiseVariance: number, labels?: readonly number[]): NoiseKernelInformation {
  return noiseKernelInformation(squaredDistances(h, kernels), noiseVariance, kernels, labels);
}

function channel(h: Samples, noiseVariances: readonly number[], draws: number, labels?: readonly number[]) {
  const options = { noiseVariances, draws, random, kernels, ...(labels === undefined ? {} : { labels }) };
  return noisyChannelInformation(h, squaredDistances(h, kernels), options);
}

/** Agreement within four standard errors, which may not be larger than the ceiling. */
function expectNear({ value, standardError }: Estimate, exact: number, ceiling: number): void {
  expect(standardError).toBeLessThan(ceiling);
  expect(Math.abs(value - exact)).toBeLessThan(4 * standardError);
}

describe('one bit through Gaussian noise', () => {
  const signal = rows([-1], [1]);

  test.each(expected.signal)('s = $s: the bounds are their formulas, the information lies between', (theory) => {
    const { input } = bounds(signal, theory.s ** 2);
    expect(input.lower).toBeCloseTo(theory.lower, 8);
    expect(input.upper).toBeCloseTo(theory.upper, 8);
    expect(theory.exact).toBeGreaterThan(input.lower);
    expect(theory.exact).toBeLessThan(input.upper);
  });

  test('drawing the noise finds the information', () => {
    const variances = expected.signal.map(({ s }) => s * s);
    channel(signal, variances, 5000).forEach(({ input, noiseVariance }, n) => {
      expect(noiseVariance).toBe(variances[n]);
      expect(input.samples).toBe(10_000);
      expectNear(input, expected.signal[n]!.exact, 0.01);
    });
  });

  test('labels that name the signal are told as well as the signal, and leave nothing else to tell', () => {
    const { input, inputGivenLabel, label } = bounds(signal, 1, [3, 8]);
    expect(inputGivenLabel).toEqual({ lower: 0, upper: 0 });
    expect(label).toEqual(input);
    const [drawn] = channel(signal, [1], 10, [3, 8]);
    expect(drawn!.label).toEqual(drawn!.input);
    expect(drawn!.inputGivenLabel).toMatchObject({ value: 0, standardError: 0 });
  });
});

describe('five labelled points of the plane', () => {
  const { plane } = expected;
  const h: Samples = { shape: [5, 2], data: Float64Array.from(plane.points) };
  const targets = ['input', 'inputGivenLabel', 'label'] as const;

  test('the bounds enclose the information that quadrature finds, of input and label', () => {
    const found = bounds(h, plane.noiseVariance, plane.labels);
    for (const target of targets) {
      expect(found[target].lower).toBeLessThan(plane[target]);
      expect(found[target].upper).toBeGreaterThan(plane[target]);
    }
    for (const kernel of ['lower', 'upper'] as const) {
      const { input, inputGivenLabel } = plane.kernels[kernel];
      expect(found.input[kernel]).toBeCloseTo(input, 8);
      expect(found.inputGivenLabel[kernel]).toBeCloseTo(inputGivenLabel, 8);
      const same = found.labelBySameKernel[kernel === 'lower' ? 'lowerKernel' : 'upperKernel'];
      expect(same).toBeCloseTo(input - inputGivenLabel, 8);
    }
  });

  test('drawing the noise finds all three', () => {
    const [drawn] = channel(h, [plane.noiseVariance], 4000, plane.labels);
    for (const target of targets) expectNear(drawn![target], plane[target], 0.01);
    expect(drawn!.label.value).toBeCloseTo(drawn!.input.value - drawn!.inputGivenLabel.value, 13);
  });

  test('the standard error is the scatter between runs with other noise', () => {
    const distances = squaredDistances(h, kernels);
    const runs = Array.from({ length: 200 }, (_, run) => {
      const options = { noiseVariances: [plane.noiseVariance], labels: plane.labels, draws: 20, kernels };
      return noisyChannelInformation(h, distances, { ...options, random: random.split('run', { run }) })[0]!;
    });
    for (const target of targets) {
      const scatter = estimate(runs.map((run) => run[target].value)).standardError * Math.sqrt(runs.length);
      const claimed = estimate(runs.map((run) => run[target].standardError)).value;
      // The relative error of a standard deviation from 200 runs is 1/sqrt(398) = 5 %.
      expect(Math.abs(scatter / claimed - 1)).toBeLessThan(4 * 0.05);
    }
  });

  test('the error of one draw is not known', () => {
    expect(channel(h, [1], 1)[0]!.input.standardError).toBeNaN();
  });
});

describe('forty samples of thirty units', () => {
  const { layer } = expected;
  const h: Samples = { shape: [40, 30], data: Float32Array.from(layer.h) };

  test.each(layer.bounds)('s² = $noiseVariance: the bounds are those of float64', (theory) => {
    const found = bounds(h, theory.noiseVariance, layer.labels);
    for (const kernel of ['lower', 'upper'] as const) {
      expect(Math.abs(found.input[kernel] - theory[kernel].input)).toBeLessThan(30 * FLOAT32);
      expect(Math.abs(found.inputGivenLabel[kernel] - theory[kernel].inputGivenLabel)).toBeLessThan(30 * FLOAT32);
    }
  });

  test('bounds on the label know its entropy, and that nothing is below zero', () => {
    const entropy = Math.log(40) - (14 * Math.log(14) + 2 * 13 * Math.log(13)) / 40;
    expect(bounds(h, 1e-3, layer.labels).label.upper).toBeCloseTo(entropy, 12);
    expect(bounds(h, 5, layer.labels).label.lower).toBe(0);
  });
});

describe('limits', () => {
  const h = normals(300, 5, random.split('limits')); // more than one block of rows
  const labels = Array.from({ length: 300 }, (_, i) => i % 4);

  test('without noise to speak of a layer says all of its samples and labels', () => {
    const { input, inputGivenLabel, label } = bounds(h, 1e-9, labels);
    for (const kernel of ['lower', 'upper'] as const) {
      expect(input[kernel]).toBeCloseTo(Math.log(300), 12);
      expect(inputGivenLabel[kernel]).toBeCloseTo(Math.log(75), 12);
      expect(label[kernel]).toBeCloseTo(Math.log(4), 12);
    }
    const [drawn] = channel(h, [1e-9], 2, labels);
    expect(drawn!.input.value).toBeCloseTo(Math.log(300), 12);
    expect(drawn!.label.value).toBeCloseTo(Math.log(4), 12);
  });

  test('noise that drowns the layer leaves nothing', () => {
    const { input } = bounds(h, 1e9);
    expect(input.upper).toBeLessThan(1e-7);
    expect(input.upper).toBeGreaterThan(0);
    expectNear(channel(h, [1e9], 4)[0]!.input, 0, 1e-4);
  });

  test('a layer in which all samples are one says nothing of them', () => {
    const { input } = bounds(rows([0.3, -7], [0.3, -7], [0.3, -7]), 0.1);
    expect(Math.abs(input.upper)).toBeLessThan(1e-15);
    expect(Math.abs(input.lower)).toBeLessThan(1e-15);
  });

  test('many samples of a Gaussian source through noise: the capacity of the linear channel', () => {
    const source = normals(2000, 2, random.split('source'));
    const exact = linearGaussianInformation({ weights: [1, 0, 0, 1], covariance: [1, 0, 0, 1], noiseVariance: 0.5 });
    const [drawn] = channel(source, [0.5], 2);
    // The density of 2,000 samples is not that of the source: ln p scatters by 1/sqrt(2000) of its spread over the samples.
    expect(Math.abs(drawn!.input.value - exact)).toBeLessThan(0.05);
    const { input } = bounds(source, 0.5);
    expect(input.lower).toBeLessThan(exact);
    expect(input.upper).toBeGreaterThan(exact);
  });
});

describe('inequalities', () => {
  const cloud = fc
    .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 1e6 }))
    .map(([samples, units, seed]) => normals(samples, units, random.split('cloud', { seed })));
  const labelsOf = (h: Samples) => Array.from({ length: h.shape[0] }, (_, i) => i % 3);

  test('more noise says less, of the input, of the label, and whichever way it is found', () => {
    fc.assert(
      fc.property(cloud, fc.double({ min: 0.01, max: 10, noNaN: true }), (h, variance) => {
        const [less, more] = [bounds(h, variance), bounds(h, 2 * variance)];
        expect(more.input.lower).toBeLessThanOrEqual(less.input.lower);
        expect(more.input.upper).toBeLessThanOrEqual(less.input.upper);
      }),
      { seed: 5, numRuns: 100 },
    );
    // The same draws of the noise at every s², so that the difference is known better than either.
    const h = normals(200, 10, random.split('ladder'));
    const ladder = channel(h, [0.1, 0.3, 1, 3, 10, 30], 4, labelsOf(h));
    ladder.slice(1).forEach((next, n) => {
      for (const target of ['input', 'label'] as const) {
        expect(next[target].value).toBeLessThan(ladder[n]![target].value + next[target].standardError);
      }
    });
  });

  test('the information drawn lies between its bounds, at most ln M, and of the label at most what it is of the input', () => {
    for (const [samples, units] of [
      [300, 3],
      [100, 40],
    ] as const) {
      const h = normals(samples, units, random.split('between', { samples }));
      const labels = labelsOf(h);
      for (const variance of [0.1, 1, 10]) {
        const between = bounds(h, variance, labels);
        const [drawn] = channel(h, [variance], 4, labels);
        for (const target of ['input', 'inputGivenLabel', 'label'] as const) {
          const { value, standardError } = drawn![target];
          expect(value).toBeGreaterThan(between[target].lower - 4 * standardError - 1e-12);
          expect(value).toBeLessThan(between[target].upper + 4 * standardError + 1e-12);
        }
        expect(drawn!.input.value).toBeLessThanOrEqual(Math.log(samples) + 1e-12);
        expect(drawn!.label.value).toBeLessThanOrEqual(drawn!.input.value + 4 * drawn!.input.standardError);
      }
    }
  });

  test('a unit less says less: the chain rule for what a layer leaves out', () => {
    const wide = normals(200, 6, random.split('units'));
    const narrow: Samples = {
      shape: [200, 5],
      data: Float64Array.from({ length: 1000 }, (_, n) => wide.data[Math.floor(n / 5) * 6 + (n % 5)]!),
    };
    expect(bounds(narrow, 1).input.upper).toBeLessThan(bounds(wide, 1).input.upper);
    const [less, more] = [channel(narrow, [1], 8)[0]!.input, channel(wide, [1], 8)[0]!.input];
    expect(less.value).toBeLessThan(more.value);
  });
});

describe('squaredDistances', () => {
  test('keeps its digits far from the origin', () => {
    const far = rows([1e4, 0], [1e4 + 0.5, 0.25], [1e4, -0.125]);
    const { values } = squaredDistances(far, kernels);
    expect([0, 1, 2, 4, 5, 8].map((at) => values[at])).toEqual(
      [0, 0.3125, 0.015625, 0, 0.390625, 0].map((value) => expect.closeTo(value, 6)),
    );
  });

  test('sums the difference of two samples that nearly coincide', () => {
    const [a, b, c] = [0, 1, 2].map((unit) => Array.from({ length: 500 }, (_, k) => Math.sin(1.7 * k + unit)));
    const near = a!.map((value, k) => value + (k === 7 ? 2 ** -12 : 0));
    const h: Samples = { shape: [4, 500], data: Float32Array.from([a, near, b, c].flat() as number[]) };
    const exact = (h.data[7]! - h.data[507]!) ** 2;
    // The entries were rounded once when the mean was taken off: 2^-24 of 2^-12.
    expect(Math.abs(squaredDistances(h, kernels).values[1]! / exact - 1)).toBeLessThan(1e-3);
  });

  test('is zero on the diagonal, symmetric once mirrored, and keeps nothing else of the arena', () => {
    const h = normals(600, 7, random.split('blocks'));
    const used = kernels.usedBytes;
    const { values } = squaredDistances(h, kernels);
    expect(kernels.usedBytes).toBe(used + values.byteLength);
    kernels.mirrorUpper(600, values);
    for (const [i, j] of [
      [0, 599],
      [255, 256],
      [256, 255],
      [300, 10],
      [599, 0],
      [511, 513],
    ] as const) {
      let exact = 0;
      for (let k = 0; k < 7; k++) exact += (h.data[i * 7 + k]! - h.data[j * 7 + k]!) ** 2;
      expect(Math.abs(values[i * 600 + j]! / exact - 1)).toBeLessThan(1e-5);
      expect(values[i * 600 + j]).toBe(values[j * 600 + i]);
    }
    expect(Array.from({ length: 600 }, (_, i) => values[i * 601]!).every((value) => value === 0)).toBe(true);
  });
});

describe('what is refused', () => {
  const two = rows([0], [1]);

  test('noise that is none', () => {
    expect(() => bounds(two, 0)).toThrow(DomainError);
    expect(() => bounds(two, Number.NaN)).toThrow('noiseKernelInformation: the noise variance is NaN');
    expect(() => channel(two, [1, -1], 2)).toThrow('noisyChannelInformation: the noise variance is -1');
    expect(() => channel(two, [1], 0)).toThrow('draws is 0; expected a positive integer');
  });

  test('layers that are no matrices of finite numbers', () => {
    expect(() => bounds({ shape: [2, 2], data: Float64Array.of(1, 2, 3) }, 1)).toThrow(ShapeError);
    expect(() => bounds(rows([1]), 1)).toThrow('squaredDistances: h has shape (1, 1); expected at least 2 samples');
    expect(() => bounds(rows([1], [Number.NaN]), 1)).toThrow('h has NaN in row 1');
  });

  test('labels and distances of other samples', () => {
    expect(() => bounds(two, 1, [1])).toThrow('there are 1 labels for 2 samples');
    const distances = squaredDistances(rows([0], [1], [2]), kernels);
    expect(() => noisyChannelInformation(two, distances, { noiseVariances: [1], random, kernels })).toThrow(
      'noisyChannelInformation: h has 2 samples but the distances are of 3.',
    );
  });
});
