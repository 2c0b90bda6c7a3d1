export { type BlockPairs, blockPairs, blockSites } from './block-pairs.js';
export { type CoarseCouplings, coarseCouplings, coarseStates, SHELLS } from './coarse-couplings.js';
export { type CouplingReach, reachOfCouplings } from './coupling-reach.js';
export { type CriticOptions, heldOutInformation } from './held-out-information.js';
export { type LearningOptions, learnBlockRule } from './learned-rule.js';
export { blockSpins, decimationRule, majorityRule, ruleTable, type ThresholdRule } from './threshold-rule.js';
