import { blasVariables } from '@rgflow/kernels';
import { layerInformation } from '@rgflow/kl/multi-information';
import { activationNames, meanLogDeterminant } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowWithoutNoise } from './layer-information-rows.js';
import { normalDeterminantColumns } from './normal-determinant.columns.js';
import { predictedLayerColumns } from './predicted-layer-information.columns.js';
import { RANDOM_NETWORK_STREAM, randomNetwork, scaledDeterminants } from './random-network.js';

/** Multi-information of the layers of one random network, beside what is predicted for all of its weight variance. */
export const randomLayerInformationStage = defineStage({
  name: 'random-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: RANDOM_NETWORK_STREAM,
  params: z.strictObject({
    activation: z.enum(activationNames),
    width: z.int().positive(),
    depth: z.int().positive(),
    sigmaW2: z.number().positive(),
    sigmaB2: z.number().nonnegative(),
    inputSecondMoment: z.number().nonnegative(),
    samples: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: {
    normal_determinant: table(normalDeterminantColumns),
    predicted_layer_information: table(predictedLayerColumns),
  },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs, stream }) {
    const { width, depth, sigmaW2, sigmaB2, inputSecondMoment, activation, samples } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const kernels = threadKernels();
    const reference = { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 };
    const layers = layerInformation({
      ...randomNetwork({ width, depth, sigmaW2, sigmaB2 }, random, kernels),
      activation,
      logDeterminants: scaledDeterminants(inputs.normal_determinant, { width, sigmaW2 }),
      reference,
      samples,
      random: random.split('samples'),
      kernels,
    });
    const determinant = meanLogDeterminant(width) + 1 / 2;
    const predicted = inputs.predicted_layer_information.filter(({ noise }) => noise === 0);
    return {
      layer_information: layers.map((found, l) => {
        const { infinite_width, width_correction, reason } = predicted[l]!;
        const finite_width =
          width_correction === null ? null : infinite_width - l * determinant + width_correction / width;
        const prediction = { infinite_width, finite_width, infinite_width_upper: null, predicted_reason: reason };
        return rowWithoutNoise(found, prediction, { snapshot: 'init', reference });
      }),
    };
  },
});
