import { blasVariables } from '@rgflow/kernels';
import { layerInformation } from '@rgflow/kl/multi-information';
import { multiInformationAtWidth } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { kernelNumerics } from '../network/thread-kernels.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowWithoutNoise } from './layer-information-rows.js';
import { measuredNetwork, measuredNetworkParameters } from './measured-network.js';
import { normalDeterminantColumns } from './normal-determinant.columns.js';
import { predictedLayerColumns } from './predicted-layer-information.columns.js';
import { RANDOM_NETWORK_STREAM } from './random-network.js';

/** Multi-information of the layers of one random network, beside what is predicted for all of its weight variance. */
export const randomLayerInformationStage = defineStage({
  name: 'random-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: RANDOM_NETWORK_STREAM,
  params: measuredNetworkParameters,
  inputs: {
    normal_determinant: table(normalDeterminantColumns),
    predicted_layer_information: table(predictedLayerColumns),
  },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs, stream }) {
    const network = measuredNetwork(params, inputs.normal_determinant, stream);
    const layers = layerInformation(network);
    const predicted = inputs.predicted_layer_information.filter(({ noise }) => noise === 0);
    return {
      layer_information: layers.map((found, l) => {
        const { layer, infinite_width, width_correction: widthCorrection, reason } = predicted[l]!;
        const finite_width =
          widthCorrection === null
            ? null
            : multiInformationAtWidth({ layer, multiInformation: infinite_width, widthCorrection }, params.width);
        const prediction = { infinite_width, finite_width, infinite_width_upper: null, predicted_reason: reason };
        return rowWithoutNoise(found, prediction, { snapshot: 'init', reference: network.reference });
      }),
    };
  },
});
