import { defineStudy } from '@rgflow/pipeline';
import { networkParameters } from '../network-parameters.js';
import { planNetwork } from '../network-plan.js';
import { networkSummary } from '../network-summary.js';
import type { PublishedStudy } from '../published-study.js';

export const relativeEntropy: PublishedStudy = {
  study: defineStudy({
    name: 'relative-entropy',
    title: 'Figures 7 and 8 of arXiv:2107.06898',
    params: networkParameters,
    build: planNetwork,
  }),
  summary: networkSummary,
  figures: ['kl-by-depth', 'kl-estimators', 'kl-notebook', 'kl-published-table'],
};
