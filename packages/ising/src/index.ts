// The Ising chain
export type { ChainCouplings } from './chain/couplings.js';
export { decimateChain, decimationFlow } from './chain/decimation.js';
export { type ChainEquilibrium, chainEquilibrium } from './chain/equilibrium.js';
export { chainAsymptote, publishedAsymptote, strongCouplingLimit, weakCouplingLimit } from './chain/limits.js';
export { type ChainOptions, chainRelativeEntropy } from './chain/relative-entropy.js';
export { type RingEntropies, ringRelativeEntropy } from './chain/ring.js';
// What a decimation flow is told by
export type { DecimationEntropies, DecimationStep } from './decimation-step.js';
// Every state of a few spins
export { boltzmannDistribution, type SpinDistribution } from './enumeration/boltzmann.js';
export { marginalRelativeEntropy, spinEntropy } from './enumeration/entropy.js';
export { coarseGrain, marginal } from './enumeration/marginal.js';
// A spin in a field
export { logCosh } from './log-cosh.js';
export { spinNegentropy } from './negentropy.js';
