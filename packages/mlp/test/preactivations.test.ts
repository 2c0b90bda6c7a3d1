import { activationNames, createKernels } from '@rgflow/kernels';
import { describe, expect, test } from 'vitest';
import { createEngine, PAPER_TRAINING, preactivations } from '../src/index.js';
import { largestDifference, randomImages, SMALL_WIDTHS, smallNetwork } from './small-network.js';

/** A layer in float32: sums of at most 24 products of order one, and a tanh with a relative error of 4e-7. */
const TOLERANCE = 5e-6;

const network = smallNetwork(20);
const { images } = randomImages(20, 600);
const layers = preactivations(network, images);

describe('pre-activations', () => {
  test('come as one array per layer, a row per image', () => {
    expect(layers.map((z) => z.length)).toEqual(SMALL_WIDTHS.slice(1).map((units) => 600 * units));
  });

  test('are W tanh(z) + b of the layer before, and W x / 255 + b of the image in the first', () => {
    layers.forEach((z, layer) => {
      const before = SMALL_WIDTHS[layer]!;
      const units = SMALL_WIDTHS[layer + 1]!;
      // In float64 from the float32 values of the layer before, so that errors do not add up.
      const expected = Float64Array.from(z, (_, i) => {
        const image = Math.floor(i / units);
        const unit = i % units;
        let sum = network.biases[layer]![unit]!;
        for (let j = 0; j < before; j++) {
          const y =
            layer === 0 ? images[image * before + j]! / 255 : Math.tanh(layers[layer - 1]![image * before + j]!);
          sum += network.weights[layer]![unit * before + j]! * y;
        }
        return sum;
      });
      expect(largestDifference(z, expected)).toBeLessThan(TOLERANCE);
    });
  });

  test.each(activationNames)('pass through the activation of the network: %s', (activation) => {
    const few = images.subarray(0, 3 * 16);
    const z = preactivations({ ...network, activation }, few);
    const kernels = createKernels({ arenaBytes: 2 ** 22, blas: 'none' });
    const [y, w, expected] = [kernels.float32(72), kernels.float32(24 * 24), kernels.float32(72)];
    y.set(z[0]!);
    w.set(network.weights[1]!);
    kernels.activate(activation, y, y);
    kernels.gemm('n', 't', 3, 24, 24, 1, y, w, 0, expected);
    expect(
      largestDifference(
        z[1]!,
        expected.map((value, i) => value + network.biases[1]![i % 24]!),
      ),
    ).toBeLessThan(1e-6);
  });

  test('do not depend on what follows the last layer', () => {
    expect(preactivations({ ...network, output: 'linear' }, images)).toEqual(layers);
  });

  test('of one image do not depend on the others beyond rounding', () => {
    const alone = preactivations(network, images.subarray(599 * 16));
    alone.forEach((z, layer) => {
      expect(largestDifference(z, layers[layer]!.subarray(-z.length))).toBeLessThan(TOLERANCE);
    });
  });

  test('of no image are empty', () => {
    expect(preactivations(network, new Uint8Array(0)).map((z) => z.length)).toEqual([0, 0, 0, 0, 0]);
  });

  test('of an engine are those of its weights and activation', async () => {
    const erf = { ...network, activation: 'erf' } as const;
    expect((await createEngine('native', erf, PAPER_TRAINING)).preactivations(images)).toEqual(
      preactivations(erf, images),
    );
    const engine = await createEngine('native', network, PAPER_TRAINING);
    expect(engine.preactivations(images)).toEqual(layers);
  });

  test('give the arena back', () => {
    const kernels = createKernels();
    const before = kernels.usedBytes;
    preactivations(network, images, { kernels });
    expect(kernels.usedBytes).toBe(before);
  });
});
