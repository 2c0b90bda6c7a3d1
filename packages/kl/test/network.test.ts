import { createKernels } from '@rgflow/kernels';
import { estimate, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { layerKlOfNetwork } from '../src/index.js';
import meanField from './expected/mean_field.json' with { type: 'json' };
import expected from './expected/network.json' with { type: 'json' };
import { randomNetwork } from './random-network.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('network.test');
const small = {
  weights: expected.weights.map((w) => Float32Array.from(w)),
  biases: expected.biases.map((b) => Float32Array.from(b)),
};
const images = Float32Array.from(expected.images.flat());

describe('layerKlOfNetwork', () => {
  test('agrees with numpy on a small network with a narrower end, image by image', () => {
    const options = { samples: 100_000, random, kernels };
    expected.published.forEach((published, image) => {
      const curve = layerKlOfNetwork(small, images.subarray(6 * image, 6 * (image + 1)), options);
      expect(curve).toHaveLength(4);
      curve.forEach(({ kl }, m) => {
        const error = Math.abs(kl.value - published[m]!.kl);
        expect(error).toBeLessThanOrEqual(4 * Math.hypot(kl.standardError, published[m]!.klSe));
        expect(error).toBeLessThanOrEqual(0.05); // nats for the layer of nine units
      });
    });
  });

  test('several images give the mean of their curves, with the error of their scatter', () => {
    const curve = layerKlOfNetwork(small, images, { samples: 20_000, random, kernels });
    for (const m of [1, 2, 3]) {
      const truth = estimate(expected.published.map((published) => published[m]!.kl));
      expect(Math.abs(curve[m]!.kl.value - truth.value)).toBeLessThan(0.05);
      expect(curve[m]!.kl.standardError / truth.standardError).toBeCloseTo(1, 1);
      expect(curve[m]!.samples).toBe(60_000);
    }
  });

  test('a layer whose units are all the same has no variance, not that of a rounding', () => {
    const still = {
      weights: [new Float32Array(64 * 6), new Float32Array(64 * 64)],
      biases: [new Float32Array(64).fill(0.1), new Float32Array(64).fill(0.3)],
    };
    expect(() => layerKlOfNetwork(still, images.subarray(0, 6), { samples: 10, random, kernels })).toThrow(
      'mean 0.10000000149011612 and variance 0;',
    );
  });

  test('the standard error is the scatter between runs with other samples', () => {
    const runs = Array.from({ length: 60 }, (_, run) =>
      layerKlOfNetwork(small, images.subarray(0, 6), { samples: 500, random: random.split('run', { run }), kernels }),
    );
    for (const m of [1, 2, 3]) {
      const scatter = estimate(runs.map((curve) => curve[m]!.kl.value)).standardError * Math.sqrt(runs.length);
      const claimed = estimate(runs.map((curve) => curve[m]!.kl.standardError)).value;
      // The relative error of a standard deviation from 60 runs is 1/sqrt(118) = 9 %.
      expect(Math.abs(scatter / claimed - 1)).toBeLessThan(4 * 0.092);
    }
  });

  test('the same stream gives the same bits, another stream others', () => {
    const run = (stream: RandomStream) => layerKlOfNetwork(small, images, { samples: 50, random: stream, kernels });
    expect(run(random)).toEqual(run(RandomStream.named('network.test')));
    expect(run(random)[1]!.kl.value).not.toBe(run(random.split('other'))[1]!.kl.value);
  });

  test('each image has samples of its own, the first those it has alone', () => {
    const image = images.subarray(0, 6);
    const options = { samples: 50, random, kernels };
    const alone = layerKlOfNetwork(small, image, options);
    const twice = layerKlOfNetwork(small, Float32Array.of(...image, ...image), options);
    // Two numbers are as far from their mean as their standard error.
    expect(twice[1]!.kl.standardError).toBeGreaterThan(0);
    expect(Math.abs(twice[1]!.kl.value - alone[1]!.kl.value)).toBeCloseTo(twice[1]!.kl.standardError, 5);
  });

  test('images that do not fit to the first layer are refused', () => {
    expect(() => layerKlOfNetwork(small, images.subarray(0, 7), { samples: 5, random, kernels })).toThrow(
      'layerKlOfNetwork: weights of layer 0 have shape (9, 6) but the images have 7 entries; expected (images, 6).',
    );
    expect(() => layerKlOfNetwork(small, new Float32Array(0), { samples: 5, random, kernels })).toThrow(ShapeError);
  });
});

describe('a wide random network follows mean-field theory', () => {
  const width = 400;
  const seeds = 12;
  /**
   * Nats per unit. A single network of this width scatters by 0.01 to 0.04, most near criticality, and so the mean of 12 by
   * a third of it.
   */
  const CEILING = 0.04;

  test.each(meanField.curves)('sigma_w^2 = $sigmaW2, mean square input $inputSecondMoment', (theory) => {
    const { sigmaW2, inputSecondMoment } = theory;
    const { sigmaB2, layers } = meanField;
    const widths = new Array(12).fill(width);
    const input = new Float32Array(width).fill(Math.sqrt(inputSecondMoment));
    const curves = Array.from({ length: seeds }, (_, seed) => {
      const cell = random.split('mean field', { sigmaW2, seed });
      const network = randomNetwork(widths, { sigmaW2, sigmaB2 }, cell, kernels);
      return layerKlOfNetwork(network, input, { samples: 50, random: cell, kernels });
    });
    layers.forEach((layer, i) => {
      const { value, standardError } = estimate(curves.map((curve) => curve[layer]!.klPerUnit));
      const error = Math.abs(value - theory.klPerUnit[i]!);
      expect(error, `layer ${layer}: ${value} ± ${standardError}`).toBeLessThan(4 * standardError);
      expect(error).toBeLessThan(CEILING);
    });
  });
});
