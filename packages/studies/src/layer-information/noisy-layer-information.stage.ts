import { blasVariables } from '@rgflow/kernels';
import { noisyLayerInformation } from '@rgflow/kl/multi-information';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { kernelNumerics } from '../network/thread-kernels.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowWithNoise } from './layer-information-rows.js';
import { measuredNetwork, measuredNetworkParameters } from './measured-network.js';
import { normalDeterminantColumns } from './normal-determinant.columns.js';
import { predictedLayerColumns } from './predicted-layer-information.columns.js';
import { RANDOM_NETWORK_STREAM } from './random-network.js';

/** Bounds on the multi-information of some layers of one random network that has noise in every layer. */
export const noisyLayerInformationStage = defineStage({
  name: 'noisy-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: RANDOM_NETWORK_STREAM,
  params: measuredNetworkParameters.extend({
    noiseVariance: z.number().positive(),
    boundedLayers: z.array(z.int().nonnegative()),
  }),
  inputs: {
    normal_determinant: table(normalDeterminantColumns),
    predicted_layer_information: table(predictedLayerColumns),
  },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs, stream }) {
    const { noiseVariance, boundedLayers } = params;
    const network = measuredNetwork(params, inputs.normal_determinant, stream);
    const bounds = noisyLayerInformation({ ...network, noiseVariance, layers: boundedLayers });
    const predicted = inputs.predicted_layer_information.filter(({ noise }) => noise === noiseVariance);
    return {
      layer_information: bounds.map((found) => {
        const infinite_width_upper = predicted[found.layer]!.infinite_width;
        const predicted_reason = 'with noise a bound only, of infinite width';
        const prediction = { infinite_width: null, finite_width: null, infinite_width_upper, predicted_reason };
        return rowWithNoise(found, noiseVariance, prediction, { snapshot: 'init', reference: network.reference });
      }),
    };
  },
});
