import type { PublishedStudy } from './published-study.js';
import { blockCumulants } from './studies/block-cumulants.js';
import { boltzmannMarginalisation } from './studies/boltzmann-marginalisation.js';
import { ising1d } from './studies/ising-1d.js';
import { ising2d } from './studies/ising-2d.js';
import { isingCriticality } from './studies/ising-criticality.js';
import { meanFieldStudy } from './studies/mean-field.js';
import { mutualInformation } from './studies/mutual-information.js';
import { nuisance } from './studies/nuisance.js';
import { plateau } from './studies/plateau.js';
import { quickstart } from './studies/quickstart.js';
import { relativeEntropy } from './studies/relative-entropy.js';
import { trainability } from './studies/trainability.js';

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
