// The model

// How far a code is from the model
export { type Arrangement, levelOfDetail } from './arrangement.js';
export {
  type ArrangementOptions,
  bestArrangement,
  type FoundArrangement,
  type GroundStates,
  MOST_JOINT_UNITS,
} from './best-arrangement.js';
export type { Control, Controls } from './controls.js';
export { type DivergenceOptions, type HfmDivergence, hfmDivergence } from './divergence.js';
export { multiInformation, resolutionAndRelevance, type SampleEntropies } from './entropies.js';
export { type HfmMeasurement, type MeasurementOptions, measureHfmDivergence } from './measure-divergence.js';
export { type Convention, type HierarchicalFeatureModel, LARGEST_MODEL } from './model.js';
export { type Planting, type PlantingOptions, plantedImages } from './planted-images.js';
export { sampleHfm } from './sample.js';
export { hfmProbabilities } from './state-probabilities.js';
// Codes
export { type BinaryStates, stateCounts } from './states.js';
export { type HfmNumbers, hfmNumbers } from './thermodynamics.js';
