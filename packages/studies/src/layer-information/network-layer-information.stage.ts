import { blasVariables } from '@rgflow/kernels';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { determinantColumns } from '../network/layer-determinant.columns.js';
import { kernelNumerics } from '../network/thread-kernels.js';
import { nanIfNull } from '../undefined-values.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowsOfShownNetwork, shownNetworkInputs, shownNetworkParameters } from './shown-network.js';

/** Multi-information of the layers of a network at a snapshot, with the reference layer that images make. */
export const networkLayerInformationStage = defineStage({
  name: 'network-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'network-layer-information',
  params: shownNetworkParameters,
  inputs: { ...shownNetworkInputs, layer_determinant: table(determinantColumns) },
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs: { layer_determinant, validationImages, ...tensors }, stream }) {
    const layer_information = rowsOfShownNetwork('network-layer-information', {
      ...params,
      ...tensors,
      validationImages: validationImages[0]!,
      logDeterminants: layer_determinant.map((row) => nanIfNull(row.log_abs_determinant)),
      random: RandomStream.named(stream.name, stream.values),
    });
    return { layer_information };
  },
});
