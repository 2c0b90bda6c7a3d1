export { bernoulliUnit, cumulantPartialSums, gaussianUnit, type HiddenUnit, spinUnit } from './hidden-unit.js';
export { type Marginalisation, type MarginalisationStep, marginalise } from './marginalise.js';
export { inducedCoupling, type RestrictedMachine, visibleEnergy } from './restricted-machine.js';
export type { GaussianStack } from './stack.js';
export { type VisibleDistribution, visibleDistribution } from './visible-distribution.js';
export type { VisibleMachine } from './visible-machine.js';
