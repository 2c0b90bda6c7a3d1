export { binRange } from './bin-range.js';
export { type BinnedInformation, type BinningOptions, binnedInformation } from './binning.js';
export { collapseLayer, collapseLevel } from './collapse.js';
export { gaussianInformation, type LinearGaussianLayer, linearGaussianInformation } from './gaussian-channel.js';
export { type Critic, infoNceBound, scoreMatrix } from './info-nce.js';
export { type KsgOptions, ksgInformation } from './ksg.js';
export {
  type AlikeInputNetwork,
  type LossLayers,
  type LossLayersOptions,
  lossLayers,
  type NoiseOfLayer,
} from './loss-layers.js';
export { type InformationBounds, type NoiseKernelInformation, noiseKernelInformation } from './noise-kernel.js';
export { type NoisyChannelInformation, type NoisyChannelOptions, noisyChannelInformation } from './noisy-channel.js';
export { type PatternInformation, type PatternOptions, patternInformation } from './pattern-information.js';
export type { Samples } from './samples.js';
export { type SquaredDistances, squaredDistances } from './squared-distances.js';
