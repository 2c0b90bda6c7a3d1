// Families

export { familyDivergence } from './divergence.js';
export { bernoulli } from './families/bernoulli.js';
export { exponential } from './families/exponential.js';
export { gamma } from './families/gamma.js';
export { gaussian } from './families/gaussian.js';
export { gaussianChain } from './families/gaussian-chain.js';
export { isingChain } from './families/ising-chain.js';
export { poisson } from './families/poisson.js';
export type { ExponentialFamily, SymmetricMatrix } from './family.js';
export {
  type EffectiveGaussian,
  gaussianFromCorrelation,
  gaussianPseudoLikelihood,
} from './features/effective-gaussian.js';
export {
  type EffectiveIsing,
  isingFromCorrelation,
  isingPseudoLikelihood,
  type PseudoLikelihoodOptions,
} from './features/effective-ising.js';
export { type FeatureCumulants, featureCumulants } from './features/feature-cumulants.js';
// Which of them a layer looks like
export { type ChainOptions, type Features, featureSpins } from './features/features.js';
// What can be asked of any
export { type Likeliest, maximumLikelihood, maximumLikelihoodErrors } from './maximum-likelihood.js';
export {
  blockSumCumulants,
  blockSumFamily,
  familyCumulants,
  NUMBER_FAMILIES,
  type NumberFamilyName,
  standardisedCumulants,
} from './renormalisation/block-sum.js';
export {
  autoregressionOfRatio,
  decimatedRatio,
  decimateGaussianChain,
  type GaussianCouplings,
  gaussianChainFlow,
  ratioOfAutoregression,
} from './renormalisation/gaussian-chain.js';
// Their renormalisation-group maps
export { decimateIsingChain, type IsingCouplings, isingChainFlow } from './renormalisation/ising-chain.js';
export { numberShape } from './renormalisation/number-shape.js';
export { sampleFamily } from './sample.js';
