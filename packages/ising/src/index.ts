// The Ising chain

// Blocks of spins
export { type BlockRule, blockedRing, majorityChainFirstOrder } from './blocks/chain.js';
export { type CoarseHamiltonian, coarseHamiltonian } from './blocks/coarse-hamiltonian.js';
export { type BlockEnergy, type BlockSystem, blockExpansion } from './blocks/expansion.js';
export { TRIANGULAR_CRITICAL_POINT, TRIANGULAR_FIXED_POINT, triangularFirstOrder } from './blocks/triangular.js';
export { blockedTriangular, type TriangularCouplings } from './blocks/triangular-lattice.js';
export {
  type TriangularFixedPoint,
  triangularCriticalCoupling,
  triangularSecondOrder,
  triangularSecondOrderFixedPoint,
} from './blocks/triangular-second-order.js';
export type { ChainCouplings } from './chain/couplings.js';
export { decimateChain, decimationFlow } from './chain/decimation.js';
export { type ChainEquilibrium, chainEquilibrium } from './chain/equilibrium.js';
export { chainAsymptote, publishedAsymptote, strongCouplingLimit, weakCouplingLimit } from './chain/limits.js';
export { type ChainOptions, chainRelativeEntropy } from './chain/relative-entropy.js';
export { type RingEntropies, ringRelativeEntropy } from './chain/ring.js';
// What a decimation flow is told by
export type { DecimationEntropies, DecimationStep, RelativeEntropyStep } from './decimation-step.js';
// Every state of a few spins
export { boltzmannDistribution, type SpinDistribution } from './enumeration/boltzmann.js';
export { marginalRelativeEntropy, spinEntropy } from './enumeration/entropy.js';
export { coarseGrain, marginal } from './enumeration/marginal.js';
// What spins tell of each other
export {
  type BlockRuleInformation,
  blockInformation,
  blockRuleInformation,
  ruleInformation,
} from './information/block-rules.js';
export {
  BLOCK_RULES,
  type BlockWavelength,
  type BlockWavelengthOptions,
  blockWavelengths,
} from './information/block-wavelengths.js';
export { labelInformation } from './information/field-information.js';
export { chainMultiInformation, multiInformation } from './information/multi-information.js';
export { ringMultiInformation } from './information/ring-multi-information.js';
// A spin in a field
// The square lattice by Monte Carlo
export { type CorrelatedEstimate, estimateCorrelated } from './monte-carlo/autocorrelation.js';
export { type ConfigurationOptions, isingConfigurations } from './monte-carlo/configurations.js';
export { type NeighbourSums, neighbourSums } from './monte-carlo/neighbour-sums.js';
export { type SimulatedSquare, type SimulateOptions, simulateSquare } from './monte-carlo/simulate.js';
export { WolffLattice } from './monte-carlo/wolff.js';
export { spinNegentropy } from './negentropy.js';
export {
  type SquareBlockOptions,
  squareBlockDistribution,
  squareBlockInformation,
} from './square/block-information.js';
// The square lattice
export { type CheckerboardCouplings, decimateCheckerboard } from './square/checkerboard.js';
export { CRITICAL_COUPLING } from './square/critical-coupling.js';
export {
  ASYMPTOTE_LOGARITHM,
  exactAsymptoteSlope,
} from './square/criticality.js';
export { energyPerBond, energySlopePerBond } from './square/energy.js';
export { exactFirstStep, exactFirstStepSlope } from './square/first-step.js';
export { type FiniteLattice, kaufmanLattice } from './square/kaufman.js';
export { KEPT_OBSERVABLES, type KeptObservable, keptObservables } from './square/kept-observables.js';
export { spontaneousMagnetisation } from './square/magnetisation.js';
export { type SquareMultiInformationOptions, squareMultiInformation } from './square/multi-information.js';
export { type NeighbourCorrelations, neighbourCorrelations } from './square/neighbours.js';
export { exactAsymptote, logPartitionPerSite } from './square/partition.js';
export {
  type ExactSquareEntropies,
  type ExactSquareOptions,
  type ExactStep,
  exactSquareRelativeEntropy,
} from './square/relative-entropy.js';
export { type Bounded, exactSecondStep, type Widths } from './square/second-step.js';
export { surroundedBlockDistribution } from './square/surrounded-block.js';
export { enumerateTorus, type TorusEntropies, type TorusStep } from './square/torus.js';
export {
  CRITICAL_ALPHA,
  MARIS_KADANOFF_ALPHA,
  type TruncatedFixedPoint,
  type TruncatedOptions,
  truncatedFixedPoint,
  truncatedRelativeEntropy,
  truncatedStep,
} from './square/truncated-flow.js';
export { WILSON_FIXED_POINT, type WilsonCouplings, wilsonCriticalCoupling, wilsonStep } from './square/wilson.js';
// The square lattice as a strip
export type { Bounds } from './strip/block-entropy.js';
export { type FilteredSecondStepOptions, filteredSecondStep } from './strip/filter.js';
export { type StripEntropies, type StripOptions, stripRelativeEntropy } from './strip/relative-entropy.js';
export { type StripThermodynamics, stripThermodynamics } from './strip/thermodynamics.js';
// How hot spins are
export { type ConditionalCoupling, couplingOfConditionals } from './thermometer/conditionals.js';
export { couplingOfEnergy, type LatticeEnergy, latticeEnergy, type SpinLattice } from './thermometer/lattice-energy.js';
