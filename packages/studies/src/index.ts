import type { PublishedStudy } from './published-study.js';

export type { PublishedStudy } from './published-study.js';
export { studyFileNames, studyFolder } from './study-files.js';
export type { StudySummary, SummaryColumn } from './study-summary.js';
export type { ColumnMeaning, TableMeaning } from './table-meaning.js';

import { blockCumulants } from './block-cumulants/block-cumulants.study.js';
import { boltzmannMarginalisation } from './boltzmann-marginalisation/boltzmann-marginalisation.study.js';
import { ising1d } from './ising-1d/ising-1d.study.js';
import { ising2d } from './ising-2d/ising-2d.study.js';
import { isingCriticality } from './ising-criticality/ising-criticality.study.js';
import { meanFieldStudy } from './mean-field/mean-field.study.js';
import { mutualInformation } from './mutual-information/mutual-information.study.js';
import { nuisance } from './nuisance/nuisance.study.js';
import { plateau } from './plateau/plateau.study.js';
import { quickstart } from './quickstart/quickstart.study.js';
import { relativeEntropy } from './relative-entropy/relative-entropy.study.js';
import { trainability } from './trainability/trainability.study.js';

/** Every study that `rgflow run` knows, by the name in its study file. */
export const studies: readonly PublishedStudy[] = [
  quickstart,
  relativeEntropy,
  ising1d,
  ising2d,
  isingCriticality,
  meanFieldStudy,
  blockCumulants,
  boltzmannMarginalisation,
  mutualInformation,
  trainability,
  nuisance,
  plateau,
];

export function findStudy(name: string): PublishedStudy | undefined {
  return studies.find(({ study }) => study.name === name);
}
