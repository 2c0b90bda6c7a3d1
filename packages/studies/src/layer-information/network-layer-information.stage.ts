import { lastImages } from '@rgflow/dataset';
import { blasVariables } from '@rgflow/kernels';
import { meanAndVariance } from '@rgflow/kl';
import { layerInformation } from '@rgflow/kl/multi-information';
import { preactivations } from '@rgflow/mlp';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { determinantColumns } from '../network/layer-determinant.columns.js';
import { activationParameter } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nanIfNull } from '../undefined-values.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { NOT_PREDICTED, rowOfNothing, rowWithoutNoise } from './layer-information-rows.js';

/**
 * Multi-information of the layers of a network at a snapshot, as far as they have one width. Mean and variance of the
 * reference layer are those of its preactivations for images, over the units, averaged over the images.
 */
export const networkLayerInformationStage = defineStage({
  name: 'network-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'network-layer-information',
  params: z.strictObject({
    snapshot: z.string(),
    activation: activationParameter,
    images: z.int().positive(),
    samples: z.int().positive(),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    validationImages: tensor('uint8', ['image', 'pixel']),
    layer_determinant: table(determinantColumns),
  },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params: { snapshot, activation, images, samples }, inputs, stream }) {
    const kernels = threadKernels();
    const { weights, biases } = networkOf(inputs, { activation });
    const shown = lastImages('network-layer-information', inputs.validationImages[0]!, images);
    const [first] = preactivations({ weights: [weights[0]!], biases: [biases[0]!], activation }, shown.data, {
      kernels,
    });
    const reference = referenceOf(first!, images);
    const place = { snapshot, reference };
    if (!(Number.isFinite(reference.mean) && Number.isFinite(reference.variance) && reference.variance > 0)) {
      const reason = 'the reference layer is not finite or has no variance';
      return { layer_information: biases.map(({ length: units }, layer) => rowOfNothing(layer, units, place, reason)) };
    }
    const layers = layerInformation({
      weights,
      biases,
      activation,
      logDeterminants: inputs.layer_determinant.map((row) => nanIfNull(row.log_abs_determinant)),
      reference,
      samples,
      random: RandomStream.named(stream.name, stream.values),
      kernels,
    });
    return {
      layer_information: layers.map((found) => rowWithoutNoise(found, NOT_PREDICTED, place)),
    };
  },
});

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
