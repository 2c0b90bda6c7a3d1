import { blasVariables } from '@rgflow/kernels';
import { noisyLayerInformation } from '@rgflow/kl/multi-information';
import { activationNames } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowWithNoise } from './layer-information-rows.js';
import { normalDeterminantColumns } from './normal-determinant.columns.js';
import { predictedLayerColumns } from './predicted-layer-information.columns.js';
import { RANDOM_NETWORK_STREAM, randomNetwork, scaledDeterminants } from './random-network.js';

/** Bounds on the multi-information of some layers of one random network that has noise in every layer. */
export const noisyLayerInformationStage = defineStage({
  name: 'noisy-layer-information',
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
    noiseVariance: z.number().positive(),
    boundedLayers: z.array(z.int().nonnegative()),
  }),
  inputs: {
    normal_determinant: table(normalDeterminantColumns),
    predicted_layer_information: table(predictedLayerColumns),
  },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs, stream }) {
    const { width, depth, sigmaW2, sigmaB2, inputSecondMoment, activation, samples, noiseVariance } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const kernels = threadKernels();
    const reference = { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 };
    const bounds = noisyLayerInformation({
      ...randomNetwork({ width, depth, sigmaW2, sigmaB2 }, random, kernels),
      activation,
      logDeterminants: scaledDeterminants(inputs.normal_determinant, { width, sigmaW2 }),
      reference,
      samples,
      noiseVariance,
      layers: params.boundedLayers,
      random: random.split('samples'),
      kernels,
    });
    const predicted = inputs.predicted_layer_information.filter(({ noise }) => noise === noiseVariance);
    return {
      layer_information: bounds.map((found) => {
        const infinite_width_upper = predicted[found.layer]!.infinite_width;
        const predicted_reason = 'with noise a bound only, of infinite width';
        const prediction = { infinite_width: null, finite_width: null, infinite_width_upper, predicted_reason };
        return rowWithNoise(found, noiseVariance, prediction, { snapshot: 'init', reference });
      }),
    };
  },
});
