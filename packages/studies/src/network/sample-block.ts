import type { Kernels } from '@rgflow/kernels';
import { type FeedForwardNetwork, meanAndVariance, pushForward } from '@rgflow/kl';
import type { Tensor } from '@rgflow/pipeline/stage';
import type { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { activationParameter } from './layer-function-parameters.js';

/**
 * Samples of a full block, for each image: as many as the paper has. A gemm is at its full speed from some 128 rows on, but
 * each block is handed the weights of the network, which takes a third of the time of so many samples.
 */
export const BLOCK_SAMPLES = 1000;

/**
 * What a stage that draws a block of samples is told: how many samples there are with it. It draws those beyond the last
 * full block, so that asking for more samples later draws only the further ones.
 */
export const blockParameters = z.strictObject({
  snapshot: z.string(),
  activation: activationParameter,
  samples: z.int().min(2),
});

interface SampleBlockOptions {
  /** Preactivations of the reference layer, shape (image, unit). */
  readonly reference: Pick<Tensor<'float32'>, 'shape' | 'data'>;
  /** Samples for each image with this block. */
  readonly samples: number;
  /** Of all blocks: it is split by image, and a block has a stretch of it of its own. */
  readonly random: RandomStream;
  readonly kernels: Kernels;
  progress(fraction: number): void;
}

/** Samples of the reference Gaussian of every image pushed through the layers, as sums over the units of each layer. */
interface SampleBlock {
  /**
   * For each layer shape (image, sample of the block, 2): Σⱼ sⱼ and Σⱼ sⱼ². NaN for an image whose reference layer has no
   * Gaussian, as in a diverged network.
   */
  readonly sampleSums: readonly Tensor<'float64'>[];
  /** For each layer shape (image, sample of the block, 1): Σⱼ ln φ'(sⱼ). NaN where φ has no inverse. */
  readonly logSlopes: readonly Tensor<'float64'>[];
}

/** One block, for each layer from the reference layer on. */
export function sampleBlock(network: FeedForwardNetwork, options: SampleBlockOptions): SampleBlock {
  const { reference, random, kernels, progress } = options;
  const [images, units] = reference.shape as [number, number];
  const first = firstOfBlock(options.samples);
  const samples = options.samples - first;
  const sampleSums = network.weights.map((_, layer) => undefinedSums(layer, [images, samples, 2]));
  const logSlopes = network.weights.map((_, layer) => undefinedSums(layer, [images, samples, 1]));
  for (let image = 0; image < images; image++) {
    const moments = meanAndVariance(reference.data.subarray(image * units, (image + 1) * units));
    if (Number.isFinite(moments.variance) && moments.variance > 0) {
      const stream = random.split('image', { image });
      const pushed = pushForward({ ...network, reference: moments, samples, first, random: stream, kernels });
      for (const [layer, sums] of pushed.entries()) {
        sampleSums[layer]!.data.set(sums.sampleSums, image * samples * 2);
        logSlopes[layer]!.data.set(sums.logSlopes, image * samples);
      }
    }
    progress((image + 1) / images);
  }
  return { sampleSums, logSlopes };
}

/**
 * The numbers of samples at the end of each block: full blocks, and what is left.
 *
 * @example
 * blockEnds(2500); // [1000, 2000, 2500]
 */
export function blockEnds(samples: number): readonly number[] {
  return Array.from({ length: Math.ceil(samples / BLOCK_SAMPLES) }, (_, block) =>
    Math.min(samples, (block + 1) * BLOCK_SAMPLES),
  );
}

/** The samples before the block that ends with so many. */
function firstOfBlock(samples: number): number {
  return BLOCK_SAMPLES * Math.floor((samples - 1) / BLOCK_SAMPLES);
}

function undefinedSums(layer: number, shape: readonly [number, number, number]): Tensor<'float64'> {
  return { layer, shape, data: new Float64Array(shape[0] * shape[1] * shape[2]).fill(Number.NaN) };
}
