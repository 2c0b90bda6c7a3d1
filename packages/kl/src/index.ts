export { averageOverImages } from './average.js';
export { type Covariance, type CurveCovariance, curveCovariance } from './curve-covariance.js';
export { gaussianKl } from './gaussian.js';
export { historicalKl, historicalOrder } from './historical.js';
export { type LayerKl, layerKl } from './layer.js';
export type { LayerMoments, LayerSamples } from './layer-samples.js';
export { isInvertible } from './log-slope.js';
export { meanAndVariance } from './moments.js';
export { type LayerKlOfNetworkOptions, layerKlOfNetwork } from './network.js';
export { normaliseKl, publishedUnit } from './normalisation.js';
export { plateauLayer } from './plateau.js';
export { type PushedLayer, type PushForwardOptions, pushForward } from './push-forward.js';
export { type LayerJacobian, pushForwardKl } from './push-forward-kl.js';
export { historicalKlTerms, layerKlTerms, pushForwardKlTerms, type SampledTerms } from './sampled-terms.js';
export {
  type FitSaturationOptions,
  fitSaturation,
  type SaturationFit,
  type SaturationFitReason,
} from './saturation.js';
export { propagatedError, type SaturationSensitivity, saturationSensitivity } from './saturation-error.js';
export type { FeedForwardNetwork } from './shapes.js';
