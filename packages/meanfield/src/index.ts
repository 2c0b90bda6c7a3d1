export { type Activation, tanh } from './activation.js';
export { type ActivationAverages, activationAverages, meanLogSlope } from './averages.js';
export { correlationByLayer, type InputPair, type LayerCorrelation } from './correlation-by-layer.js';
export { correlationLength } from './correlation-length.js';
export { type CriticalPoint, criticalPoint } from './critical-line.js';
export { type HermiteCoefficients, hermiteSeries } from './hermite-series.js';
export { type MeanField, type MeanFieldNumbers, type MeanFieldOptions, meanField } from './mean-field.js';
export { type PredictedKl, type PredictedLayerKl, predictedKl } from './predicted-kl.js';
export { varianceByLayer } from './variance-by-layer.js';
