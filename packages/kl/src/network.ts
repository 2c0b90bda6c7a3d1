import type { Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { averageOverImages } from './average.js';
import { forwardSums } from './forward.js';
import { type LayerKl, layerKl } from './layer.js';
import type { LayerMoments } from './layer-samples.js';
import { meanAndVariance } from './moments.js';
import { pushForward } from './push-forward.js';
import { type FeedForwardNetwork, unitsByLayer } from './shapes.js';

export interface LayerKlOfNetworkOptions {
  /** Samples of the reference layer per image; 1000 in the paper. */
  readonly samples: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/**
 * `layerKl` from a network and its input: the moments of every layer for each image, the reference samples pushed through
 * the network, the estimator, and the mean over the images if there are several.
 *
 * The samples for image k come from `random.split('image', { image: k })`.
 *
 * @param images  What enters the network (grey values / 255), shape (images, inputs).
 * @returns  One entry per layer, from the reference layer on. The standard error is that of Monte Carlo for one image and
 *           that of the mean over the images for several.
 * @throws {ShapeError}   if a matrix does not fit to the layer before it, or the images to the first one.
 * @throws {DomainError}  as `layerKl` and `pushForward`.
 */
export function layerKlOfNetwork(
  network: FeedForwardNetwork,
  images: Float32Array,
  options: LayerKlOfNetworkOptions,
): readonly LayerKl[] {
  const { samples, random, kernels } = options;
  const moments = imageMoments(network, images, kernels);
  const curves = moments.map((layers, image) => {
    const pushed = pushForward({
      ...network,
      reference: layers[0]!,
      samples,
      logSlopes: false,
      random: random.split('image', { image }),
      kernels,
    });
    return layerKl(layers.map((layer, m) => ({ ...layer, sampleSums: pushed[m]!.sampleSums })));
  });
  return averageOverImages(curves);
}

/** Mean and variance over the units, per image and layer. */
function imageMoments(
  network: FeedForwardNetwork,
  images: Float32Array,
  kernels: Kernels,
): readonly (readonly LayerMoments[])[] {
  const { inputs, units } = unitsByLayer('layerKlOfNetwork', network);
  const count = images.length / inputs;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new ShapeError(
      `layerKlOfNetwork: weights of layer 0 have shape (${units[0]}, ${inputs}) but the images have ${images.length} ` +
        `entries; expected (images, ${inputs}).`,
    );
  }
  const mark = kernels.mark();
  const bias = kernels.float32(units[0]!);
  const z = kernels.float32(count * units[0]!);
  bias.set(network.biases[0]!);
  kernels.gemm('n', 't', count, units[0]!, inputs, 1, images, network.weights[0]!, 0, z);
  kernels.addBias(count, units[0]!, z, bias);
  const moments = Array.from({ length: count }, (): LayerMoments[] => []);
  const sums = units.map(() => new Float64Array(2 * count));
  // Not from the sums: of units that are all the same these leave the variance of a rounding, of either sign.
  forwardSums(network, units, count, z, sums, kernels, undefined, (layer, rows) => {
    const width = units[layer]!;
    moments.forEach((layers, image) => {
      layers.push({ units: width, ...meanAndVariance(rows.subarray(image * width, (image + 1) * width)) });
    });
  });
  kernels.release(mark);
  return moments;
}
