import { networkSummary } from '../network/network-summary.js';
import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const quickstart: PublishedStudy = {
  name: 'quickstart',
  study: () => import('./quickstart.study.js'),
  summary: networkSummary,
  figures: {
    'kl-by-depth': titled('KL divergence by depth', () => import('../network/kl-by-depth.figure.js')),
  },
};
