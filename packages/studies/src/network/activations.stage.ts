import { lastImages } from '@rgflow/dataset';
import { blasVariables } from '@rgflow/kernels';
import { meanAndVariance } from '@rgflow/kl';
import { preactivations } from '@rgflow/mlp';
import { defineStage, type Row, type Tensor, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { nullIfUndefined } from '../undefined-values.js';
import { layerColumns } from './layer-statistics.columns.js';
import { networkOf } from './network-tensors.js';
import { pushedSamples } from './pushed-samples.js';
import { threadKernels } from './thread-kernels.js';

/**
 * What enters each tanh of a network: for real images, and for samples of the reference Gaussian of each image pushed
 * through the same weights (kept as their sums, sums of squares and sums of log slopes over the units, which is all that the
 * KL divergences ask of them).
 *
 * The images are the last ones of the validation set, as in the published notebook.
 */
export const activationsStage = defineStage({
  name: 'activations',
  module: import.meta.url,
  provenance: blasVariables,
  draws: 'activations',
  params: z.strictObject({
    snapshot: z.string(),
    images: z.int().positive(),
    samples: z.int().min(2),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    validationImages: tensor('uint8', ['image', 'pixel']),
  },
  outputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: tensor('float64', ['image', 'sample', 2]),
    logSlopes: tensor('float64', ['image', 'sample']),
    layer_statistics: table(layerColumns),
  },
  run({ params, inputs, stream, progress }) {
    const network = networkOf(inputs);
    const kernels = threadKernels();
    const images = lastImages('activations', inputs.validationImages[0]!, params.images);
    const z = preactivations(network, images.data, { kernels });
    const layers = pushedSamples(network, {
      reference: { shape: [params.images, z[0]!.length / params.images], data: z[0]! },
      samples: params.samples,
      random: RandomStream.named(stream.name, stream.values),
      kernels,
      progress,
    });
    return {
      preactivations: z.map((data, layer): Tensor<'float32'> => {
        return { layer, shape: [params.images, data.length / params.images], data };
      }),
      sampleSums: layers.map(({ sampleSums }, layer): Tensor<'float64'> => {
        return { layer, shape: [params.images, params.samples, 2], data: sampleSums };
      }),
      logSlopes: layers.map(({ logSlopes }, layer): Tensor<'float64'> => {
        return { layer, shape: [params.images, params.samples], data: logSlopes };
      }),
      layer_statistics: z.map((data, layer): Row<typeof layerColumns> => {
        const { mean, variance } = meanAndVariance(data);
        return {
          snapshot: params.snapshot,
          layer,
          units: data.length / params.images,
          mean: nullIfUndefined(mean),
          variance: nullIfUndefined(variance),
          reason: Number.isFinite(mean) && Number.isFinite(variance) ? null : 'not finite',
        };
      }),
    };
  },
});
