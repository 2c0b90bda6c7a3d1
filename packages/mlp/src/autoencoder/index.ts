export { autoencoderArenaBytes } from './arena-bytes.js';
export {
  AUTOENCODER_FUNCTIONS,
  type Autoencoder,
  type AutoencoderFunctions,
  type AutoencoderState,
  autoencoderWidths,
  type HiddenFunction,
  hiddenFunctions,
  isFiniteAutoencoder,
  type LossName,
  lossNames,
  type Moments,
  type OutputFunction,
  outputFunctions,
} from './autoencoder.js';
export { type BinaryCode, type BinaryCodeKind, binaryCode } from './binary-code.js';
export { type CodeVerdict, codeEntropy, codeVerdict, occupiedCodes, undecidedShare } from './code-verdict.js';
export { encode } from './forward.js';
export type { ImageRows } from './image-rows.js';
export { type InitialName, initialAutoencoder, initialNames } from './initialise.js';
export { layerPair, withLayerPair } from './layer-pair.js';
export { type Reconstruction, reconstruction } from './reconstruction.js';
export {
  type AutoencoderPhase,
  type AutoencoderScheduleOptions,
  autoencoderSchedule,
  type PretrainingName,
  pretrainingNames,
} from './schedule.js';
export { trainPhase } from './train-phase.js';
export {
  type AutoencoderEpoch,
  type AutoencoderEpochOptions,
  AutoencoderTrainer,
  type AutoencoderTrainerOptions,
} from './trainer.js';
export {
  AUTOENCODER_TRAINING,
  type AutoencoderTraining,
  type OptimiserName,
  optimiserNames,
} from './training-parameters.js';
export { type AutoencoderShape, encoderWidths, mirroredWidths } from './widths.js';
