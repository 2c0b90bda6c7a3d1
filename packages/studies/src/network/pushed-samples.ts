import type { Kernels } from '@rgflow/kernels';
import { meanAndVariance, pushForward, type TanhNetwork } from '@rgflow/kl';
import type { RandomStream } from '@rgflow/random';

interface PushedSamplesOptions {
  /** Preactivations of the reference layer, shape (image, unit). */
  readonly reference: { readonly shape: readonly number[]; readonly data: Float32Array };
  /** Samples for each image. */
  readonly samples: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
  progress(fraction: number): void;
}

/** Samples of the reference Gaussian of every image pushed through the layers, as sums over the units of each layer. */
interface PushedSamples {
  /** Shape (image, sample, 2). NaN for an image whose reference layer has no Gaussian, as in a diverged network. */
  readonly sampleSums: Float64Array;
  /** Shape (image, sample). */
  readonly logSlopes: Float64Array;
}

/** One entry per layer, from the reference layer on. */
export function pushedSamples(network: TanhNetwork, options: PushedSamplesOptions): readonly PushedSamples[] {
  const { reference, samples, random, kernels, progress } = options;
  const [images, units] = reference.shape as [number, number];
  const layers = network.weights.map(() => ({
    sampleSums: new Float64Array(images * samples * 2).fill(Number.NaN),
    logSlopes: new Float64Array(images * samples).fill(Number.NaN),
  }));
  for (let image = 0; image < images; image++) {
    const moments = meanAndVariance(reference.data.subarray(image * units, (image + 1) * units));
    if (Number.isFinite(moments.variance) && moments.variance > 0) {
      const stream = random.split('image', { image });
      const pushed = pushForward({ ...network, reference: moments, samples, random: stream, kernels });
      for (const [layer, { sampleSums, logSlopes }] of pushed.entries()) {
        layers[layer]!.sampleSums.set(sampleSums, image * sampleSums.length);
        layers[layer]!.logSlopes.set(logSlopes, image * samples);
      }
    }
    progress((image + 1) / images);
  }
  return layers;
}
