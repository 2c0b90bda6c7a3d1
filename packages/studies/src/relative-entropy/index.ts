import { networkSummary } from '../network/network-summary.js';
import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const relativeEntropy: PublishedStudy = {
  name: 'relative-entropy',
  study: () => import('./relative-entropy.study.js'),
  summary: networkSummary,
  figures: {
    'kl-by-depth': titled('KL divergence by depth', () => import('../network/kl-by-depth.figure.js')),
    'kl-estimators': titled(
      'Estimators of the divergence by layer, untrained, against mean-field theory',
      () => import('./kl-estimators.figure.js'),
    ),
    'kl-notebook': titled(
      'The divergence by layer that the authors’ notebook prints, and ours',
      () => import('./kl-notebook.figure.js'),
    ),
    'kl-published-table': titled(
      'Table 1 of arXiv:2107.06898, and what explains it',
      () => import('./kl-published-table.figure.js'),
    ),
  },
};
