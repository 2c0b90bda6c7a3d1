/** Every study that comes with rgflow, each by its door. */
import { abstractionAutoencoder } from './abstraction-autoencoder/index.js';
import { abstractionDbn } from './abstraction-dbn/index.js';
import { abstractionPlanted } from './abstraction-planted/index.js';
import { activations } from './activations/index.js';
import { blockCumulants } from './block-cumulants/index.js';
import { boltzmannMarginalisation } from './boltzmann-marginalisation/index.js';
import { fixedPoints } from './fixed-points/index.js';
import { ising1d } from './ising-1d/index.js';
import { ising2d } from './ising-2d/index.js';
import { isingCriticality } from './ising-criticality/index.js';
import { isingRbm } from './ising-rbm/index.js';
import { layerInformation } from './layer-information/index.js';
import { learnedRules } from './learned-rules/index.js';
import { meanField } from './mean-field/index.js';
import { mutualInformation } from './mutual-information/index.js';
import { noisyInformation } from './noisy-information/index.js';
import { nuisance } from './nuisance/index.js';
import { plateau } from './plateau/index.js';
import type { PublishedStudy } from './published-study.js';
import { quickstart } from './quickstart/index.js';
import { relativeEntropy } from './relative-entropy/index.js';
import { trainability } from './trainability/index.js';
import { wavelengthBands } from './wavelength-bands/index.js';

export type { CalculatedValue, Calculation, Calculator, CalculatorOption } from './calculator.js';
export { modelCalculators } from './models/index.js';
export { parameterUnit } from './parameter-unit.js';
export type { LeftOut, PredictedCosts, PredictedDemands, PublishedStudy, StudyModule } from './published-study.js';
export { studyFileNames, studyFolder } from './study-files.js';
export { ALL_ROWS, ERRORS_OF, type ErrorOf, type StudySummary, type SummaryColumn } from './study-summary.js';
export type { ColumnMeaning, TableMeaning } from './table-meaning.js';

export const studies: readonly PublishedStudy[] = [
  quickstart,
  relativeEntropy,
  activations,
  ising1d,
  ising2d,
  isingCriticality,
  meanField,
  blockCumulants,
  learnedRules,
  boltzmannMarginalisation,
  mutualInformation,
  layerInformation,
  noisyInformation,
  wavelengthBands,
  trainability,
  nuisance,
  plateau,
  abstractionPlanted,
  abstractionDbn,
  abstractionAutoencoder,
  isingRbm,
  fixedPoints,
];
