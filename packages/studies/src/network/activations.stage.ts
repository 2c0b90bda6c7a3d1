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
import { blockParameters, sampleBlock } from './sample-block.js';
import { sampleSumsTensor } from './sample-sums.js';
import { kernelNumerics, threadKernels } from './thread-kernels.js';

/**
 * What enters the function after each layer of a network: for real images, and for the first block of samples of the
 * reference Gaussian of each image pushed through the same weights (kept as their sums, sums of squares and sums of log
 * slopes over the units, which is all that the KL divergences ask of them). One stage for both, because handing on the
 * weights of a network takes a third of the time of a block.
 *
 * The images are the last ones of the validation set, as in the published notebook.
 */
export const activationsStage = defineStage({
  name: 'activations',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'activations',
  params: blockParameters.extend({ images: z.int().positive() }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    validationImages: tensor('uint8', ['image', 'pixel']),
  },
  outputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: sampleSumsTensor,
    logSlopes: sampleSumsTensor,
    layer_statistics: table(layerColumns),
  },
  run({ params: { snapshot, activation, images, samples }, inputs, stream, progress }) {
    const network = networkOf(inputs, { activation });
    const kernels = threadKernels();
    const shown = lastImages('activations', inputs.validationImages[0]!, images);
    const layers = preactivations(network, shown.data, { kernels }).map((data, layer): Tensor<'float32'> => {
      return { layer, shape: [images, data.length / images], data };
    });
    return {
      preactivations: layers,
      ...sampleBlock(network, {
        reference: layers[0]!,
        samples,
        random: RandomStream.named(stream.name, stream.values),
        kernels,
        progress,
      }),
      layer_statistics: layers.map(({ layer, shape, data }): Row<typeof layerColumns> => {
        const { mean, variance } = meanAndVariance(data);
        return {
          snapshot,
          layer,
          units: shape[1]!,
          mean: nullIfUndefined(mean),
          variance: nullIfUndefined(variance),
          reason: Number.isFinite(mean) && Number.isFinite(variance) ? null : 'not finite',
        };
      }),
    };
  },
});
