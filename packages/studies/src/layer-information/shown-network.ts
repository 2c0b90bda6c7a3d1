import { lastImages } from '@rgflow/dataset';
import { meanAndVariance } from '@rgflow/kl';
import { type LayerInformationOptions, layerInformation } from '@rgflow/kl/multi-information';
import { type LayerFunctions, preactivations } from '@rgflow/mlp';
import { type Row, type Tensor, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { activationParameter } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { threadKernels } from '../network/thread-kernels.js';
import type { layerInformationColumns } from './layer-information.columns.js';
import { NOT_PREDICTED, rowOfNothing, rowWithoutNoise } from './layer-information-rows.js';

export const shownNetworkParameters = z.strictObject({
  snapshot: z.string(),
  activation: activationParameter,
  images: z.int().positive(),
  samples: z.int().positive(),
});

export const shownNetworkInputs = {
  weights: tensor('float32', ['unit', 'unitBefore']),
  biases: tensor('float32', ['unit']),
  validationImages: tensor('uint8', ['image', 'pixel']),
} as const;

interface ShownNetwork extends Pick<LayerInformationOptions, 'logDeterminants' | 'samples' | 'random'> {
  readonly snapshot: string;
  readonly activation: Required<LayerFunctions>['activation'];
  readonly weights: readonly Tensor<'float32'>[];
  readonly biases: readonly Tensor<'float32'>[];
  readonly validationImages: Tensor<'uint8'>;
  /** How many of them are shown. */
  readonly images: number;
}

/**
 * Rows of a network that is shown images, as far as its layers have one width. Mean and variance of the reference layer are
 * those of its preactivations for the images, over the units, averaged over the images.
 */
export function rowsOfShownNetwork(where: string, shown: ShownNetwork): readonly Row<typeof layerInformationColumns>[] {
  const { snapshot, activation, images, logDeterminants, samples, random } = shown;
  const kernels = threadKernels();
  const { weights, biases } = networkOf(shown, { activation });
  const { data } = lastImages(where, shown.validationImages, images);
  const [first] = preactivations({ weights: [weights[0]!], biases: [biases[0]!], activation }, data, { kernels });
  const reference = referenceOf(first!, images);
  const place = { snapshot, reference };
  if (!(Number.isFinite(reference.mean) && Number.isFinite(reference.variance) && reference.variance > 0)) {
    const reason = 'the reference layer is not finite or has no variance';
    return biases.map(({ length: units }, layer) => rowOfNothing(layer, units, place, reason));
  }
  const layers = layerInformation({
    ...{ weights, biases, activation, logDeterminants, reference, samples, random, kernels },
  });
  return layers.map((found) => rowWithoutNoise(found, NOT_PREDICTED, place));
}

/** Mean and variance over the units, averaged over the images. */
function referenceOf(z: Float32Array, images: number): { readonly mean: number; readonly variance: number } {
  const units = z.length / images;
  const sums = { mean: 0, variance: 0 };
  for (let image = 0; image < images; image++) {
    const { mean, variance } = meanAndVariance(z.subarray(image * units, (image + 1) * units));
    sums.mean += mean / images;
    sums.variance += variance / images;
  }
  return sums;
}
