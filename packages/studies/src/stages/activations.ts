import { meanAndVariance, pushForward } from '@rgflow/kl';
import { preactivations } from '@rgflow/mlp';
import { defineStage, type Row, type Tensor, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkOf } from './network-tensors.js';
import { threadKernels } from './thread-kernels.js';

const statisticsColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  mean: 'float64',
  variance: 'float64',
} as const;

/**
 * What enters each tanh of a network: for real images, and for samples of the reference Gaussian of each image pushed
 * through the same weights (kept as their sums, sums of squares and sums of log slopes over the units, which is all that the KL divergences ask of them).
 *
 * The images are the last ones of the validation set, as in the published notebook.
 */
export const activationsStage = defineStage({
  name: 'activations',
  module: import.meta.url,
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
    layer_statistics: table(statisticsColumns),
  },
  run({ params, inputs, stream, progress }) {
    const network = networkOf(inputs);
    const kernels = threadKernels();
    const [count, pixels] = inputs.validationImages[0]!.shape as [number, number];
    if (params.images > count) {
      throw new RangeError(
        `activations: images is ${params.images} but the validation set has ${count}; ask for fewer.`,
      );
    }
    const images = inputs.validationImages[0]!.data.subarray((count - params.images) * pixels);
    const z = preactivations(network, images, { kernels });
    const random = RandomStream.named(stream!.name, stream!.values);

    // NaN stays where a diverged network has no reference Gaussian to sample.
    const sampleSums = z.map(() => new Float64Array(params.images * params.samples * 2).fill(Number.NaN));
    const logSlopes = z.map(() => new Float64Array(params.images * params.samples).fill(Number.NaN));
    for (let image = 0; image < params.images; image++) {
      const first = z[0]!.subarray(
        (image * z[0]!.length) / params.images,
        ((image + 1) * z[0]!.length) / params.images,
      );
      const reference = meanAndVariance(first);
      if (Number.isFinite(reference.variance) && reference.variance > 0) {
        const { samples } = params;
        const pushed = pushForward({
          ...network,
          reference,
          samples,
          random: random.split('image', { image }),
          kernels,
        });
        for (const [layer, sums] of pushed.entries()) {
          sampleSums[layer]!.set(sums.sampleSums, image * sums.sampleSums.length);
          logSlopes[layer]!.set(sums.logSlopes, image * samples);
        }
      }
      progress((image + 1) / params.images);
    }
    return {
      preactivations: z.map((data, layer): Tensor<'float32'> => {
        return { layer, shape: [params.images, data.length / params.images], data };
      }),
      sampleSums: sampleSums.map((data, layer): Tensor<'float64'> => {
        return { layer, shape: [params.images, params.samples, 2], data };
      }),
      logSlopes: logSlopes.map((data, layer): Tensor<'float64'> => {
        return { layer, shape: [params.images, params.samples], data };
      }),
      layer_statistics: z.map((data, layer): Row<typeof statisticsColumns> => {
        return { snapshot: params.snapshot, layer, units: data.length / params.images, ...meanAndVariance(data) };
      }),
    };
  },
});
