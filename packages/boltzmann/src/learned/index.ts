export {
  type AnnealedLogPartition,
  type AnnealingOptions,
  annealedLogPartition,
  annealingArenaBytes,
} from './annealing.js';
export { type CodeKind, hiddenProbabilities, type PackedCodes, unpackCodes } from './belief-network.js';
export { drawStates } from './draw-states.js';
export { type EffectiveCouplings, effectiveCouplings } from './effective-couplings.js';
export { type FantasyOptions, fantasies, stateVariance } from './fantasies.js';
export { freeEnergies } from './free-energy.js';
export { hiddenCodes } from './hidden-codes.js';
export { initialMachine } from './initial-machine.js';
export { logLikelihood } from './log-likelihood.js';
export { exactLogPartition, MOST_ENUMERATED_UNITS } from './log-partition.js';
export { isFiniteMachine, type LearnedMachine, type UnitData, type VisibleUnits } from './machine.js';
export { type ReconstructionOptions, reconstructions } from './reconstructions.js';
export { standardised } from './standardise.js';
export {
  type MachineEpoch,
  type MachineEpochOptions,
  type MachineState,
  MachineTrainer,
  machineArenaBytes,
} from './trainer.js';
export {
  type ChainKind,
  type EpochPace,
  type MachineTrainingParameters,
  machineSchedule,
} from './training-parameters.js';
