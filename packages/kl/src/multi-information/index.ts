export { heldOutEntropy } from './held-out-entropy.js';
export { type LayerInformation, type LayerInformationOptions, layerInformation } from './layer-information.js';
export {
  CONTROL_UNITS,
  chosenEntropy,
  type EntropyEstimator,
  LARGEST_BIAS,
  LEAST_NEIGHBOUR_SAMPLES,
  type Marginals,
  marginals,
} from './marginals.js';
export { nearestNeighbourEntropy } from './nearest-neighbour-entropy.js';
export {
  type NoisyLayerInformation,
  type NoisyLayerInformationOptions,
  noisyLayerInformation,
} from './noisy-layer-information.js';
export { normalEntropy } from './normal-entropy.js';
export { type PushedLayersOptions, type PushedSamples, pushedLayers } from './pushed-layers.js';
