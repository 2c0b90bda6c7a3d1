import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { networkParameters } from './network-parameters.js';
import { planNetwork } from './network-plan.js';
import { networkSummary } from './network-summary.js';
import type { StudySummary } from './study-summary.js';

/** A study with what is shown of it. */
export interface PublishedStudy {
  readonly study: AnyStudy;
  readonly summary: StudySummary;
  /** Names of the figures that are drawn at the end of a run. */
  readonly figures: readonly string[];
}

/** Every study that `rgflow run` knows, by the name in its study file. */
export const studies: readonly PublishedStudy[] = [
  {
    study: defineStudy({
      name: 'quickstart',
      title: 'KL divergence by layer, five variances, one epoch',
      params: networkParameters,
      build: planNetwork,
    }),
    summary: networkSummary,
    figures: ['kl-by-depth'],
  },
  {
    study: defineStudy({
      name: 'relative-entropy',
      title: 'Figures 7 and 8 of arXiv:2107.06898',
      params: networkParameters,
      build: planNetwork,
    }),
    summary: networkSummary,
    figures: ['kl-by-depth'],
  },
];

export function findStudy(name: string): PublishedStudy | undefined {
  return studies.find(({ study }) => study.name === name);
}
