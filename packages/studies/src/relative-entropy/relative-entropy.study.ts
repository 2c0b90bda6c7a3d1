import { defineStudy } from '@rgflow/pipeline';
import { networkParameters } from '../network/network-parameters.js';
import { planNetwork } from '../network/network-plan.js';
import { networkSummary } from '../network/network-summary.js';
import type { PublishedStudy } from '../published-study.js';

export const relativeEntropy: PublishedStudy = {
  study: defineStudy({
    name: 'relative-entropy',
    title: 'Figures 7 and 8 of arXiv:2107.06898',
    params: networkParameters,
    build: planNetwork,
  }),
  summary: networkSummary,
  figures: {
    'kl-by-depth': () => import('../network/kl-by-depth.figure.js'),
    'kl-estimators': () => import('./kl-estimators.figure.js'),
    'kl-notebook': () => import('./kl-notebook.figure.js'),
    'kl-published-table': () => import('./kl-published-table.figure.js'),
  },
};
