import { blasVariables } from '@rgflow/kernels';
import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { kernelNumerics } from '../network/thread-kernels.js';
import { layerInformationColumns } from './layer-information.columns.js';
import { rowsOfShownNetwork, shownNetworkInputs, shownNetworkParameters } from './shown-network.js';
import { shuffledWeights } from './shuffled-weights.js';

/**
 * The control of `network-layer-information`: the same network with the entries of each matrix after the first in random
 * order, from the same samples. Before and after training it is one order: what is left of a change by training is that of
 * the size of the weights, and of the biases.
 */
export const shuffledLayerInformationStage = defineStage({
  name: 'shuffled-layer-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'network-layer-information',
  params: shownNetworkParameters,
  inputs: shownNetworkInputs,
  outputs: { layer_information: table(layerInformationColumns) },
  run({ params, inputs, stream, progress }) {
    const random = RandomStream.named(stream.name, stream.values);
    const weights = shuffledWeights(inputs.weights, random.split('shuffle'));
    const logDeterminants = weights.map(({ shape: [units, before], data }, layer) => {
      progress(layer / weights.length);
      return layer > 0 && units === before && data.every(Number.isFinite) ? logAbsDeterminant(data) : Number.NaN;
    });
    const layer_information = rowsOfShownNetwork('shuffled-layer-information', {
      ...params,
      ...{ snapshot: `${params.snapshot}-shuffled`, weights, biases: inputs.biases, logDeterminants, random },
      validationImages: inputs.validationImages[0]!,
    });
    return { layer_information };
  },
});
