export { laplaceUnit, uniformUnit } from './continuous-unit.js';
export { type UnitCorrelator, unitCorrelators } from './correlators.js';
export { type CumulantFlow, type CumulantStep, cumulantFlow, weakCouplingFlow } from './cumulant-flow.js';
export {
  bernoulliUnit,
  cumulantPartialSums,
  gaussianUnit,
  type HiddenUnit,
  spinUnit,
  type UnitState,
} from './hidden-unit.js';
export { eliminateUnits, type RemainingStack } from './joint-elimination.js';
export type { LayeredMachine } from './layered-machine.js';
export { type Marginalisation, type MarginalisationStep, marginalise } from './marginalise.js';
export { type RandomStackParameters, randomStack } from './random-stack.js';
export { relativeEntropy } from './relative-entropy.js';
export { inducedCoupling, type RestrictedMachine, visibleEnergy, visibleProbabilities } from './restricted-machine.js';
export { type NormBound, normBounds, spectralNorm } from './spectral-norm.js';
export type { GaussianStack } from './stack.js';
export { THREE_LAYER_MACHINE } from './three-layer-machine.js';
export { type VisibleDistribution, visibleDistribution } from './visible-distribution.js';
export type { VisibleMachine } from './visible-machine.js';
export { wideMeanCouplings } from './wide-stack.js';
