import { networkSummary } from '../network/network-summary.js';
import type { PublishedStudy } from '../published-study.js';

export const relativeEntropy: PublishedStudy = {
  name: 'relative-entropy',
  study: () => import('./relative-entropy.study.js'),
  summary: networkSummary,
  figures: {
    'kl-by-depth': () => import('../network/kl-by-depth.figure.js'),
    'kl-estimators': () => import('./kl-estimators.figure.js'),
    'kl-notebook': () => import('./kl-notebook.figure.js'),
    'kl-published-table': () => import('./kl-published-table.figure.js'),
  },
};
