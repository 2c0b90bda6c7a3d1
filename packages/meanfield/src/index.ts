export { type Activation, type Homogeneous, tanh } from './activation.js';
export { activationDerivatives, type HigherDerivatives } from './activation-derivatives.js';
export { type ActivationName, activationNames, activations, erf, linear, relu, sigmoid } from './activations.js';
export { type ActivationAverages, activationAverages, meanLogSlope } from './averages.js';
export { type CollapseAtWidth, collapseAtWidth, collapseOf, type NoisyLook } from './collapse-at-width.js';
export {
  correlationByLayer,
  firstLayerBeyondSeries,
  type InputPair,
  type LayerCorrelation,
} from './correlation-by-layer.js';
export { correlationLength } from './correlation-length.js';
export { type CriticalPoint, criticalPoint } from './critical-line.js';
export { type AlikeInputs, type DistanceFluctuations, distanceFluctuations } from './distance-fluctuations.js';
export { type NoFixedPoint, noCriticalPoint, noFixedPoint, noPushForward } from './existence.js';
export { type HermiteCoefficients, hermiteSeries } from './hermite-series.js';
export {
  type InformationKink,
  type InformationRates,
  informationKink,
  informationRates,
  noInformationKink,
  noInformationRates,
} from './information-rates.js';
export { type KernelFluctuations, nextFluctuations } from './kernel-fluctuations.js';
export { type MeanField, type MeanFieldNumbers, type MeanFieldOptions, meanField } from './mean-field.js';
export { meanLogDeterminant } from './mean-log-determinant.js';
export { predictedCollapse } from './predicted-collapse.js';
export { type InputPairs, meanCorrelation, predictedDistances } from './predicted-distances.js';
export { type PredictedKl, type PredictedLayerKl, predictedKl } from './predicted-kl.js';
export {
  multiInformationAtWidth,
  type PredictedLayerInformation,
  type PredictedMultiInformationOptions,
  predictedMultiInformation,
  widthFluctuation,
} from './predicted-multi-information.js';
export { type PredictedPlateau, predictedPlateau } from './predicted-plateau.js';
export { firstInfiniteLayer, varianceByLayer } from './variance-by-layer.js';
