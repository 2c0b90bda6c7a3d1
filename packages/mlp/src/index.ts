export { type Architecture, layerWidths } from './architecture.js';
export { createEngine, type EngineOptions } from './create-engine.js';
export type { EngineKind, MlpEngine } from './engine.js';
export { guessingAccuracy } from './guessing-accuracy.js';
export { type InitialVariances, initialiseNetwork } from './initialise.js';
export type { LabelledImages } from './labelled-images.js';
export {
  functionsByLayer,
  type LayerFunctions,
  layerFunctions,
  type OutputName,
  outputNames,
} from './layer-functions.js';
export { matchedWidth } from './matched-width.js';
export { nativeArenaBytes } from './native-arena.js';
export { createNativeEngine } from './native-engine.js';
export { type Network, type NetworkState, networkWidths, parameterCount, type Velocities } from './network.js';
export { preactivations } from './preactivations.js';
export {
  type EpochOptions,
  type EpochResult,
  type Evaluation,
  PAPER_TRAINING,
  type TrainingParameters,
} from './training.js';
