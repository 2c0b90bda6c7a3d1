import { defineStudy } from '@rgflow/pipeline';
import { networkParameters } from '../network/network-parameters.js';
import { planNetwork } from '../network/network-plan.js';
import { networkSummary } from '../network/network-summary.js';
import type { PublishedStudy } from '../published-study.js';

export const quickstart: PublishedStudy = {
  study: defineStudy({
    name: 'quickstart',
    title: 'KL divergence by layer, five variances, one epoch',
    params: networkParameters,
    build: planNetwork,
  }),
  summary: networkSummary,
  figures: {
    'kl-by-depth': () => import('../network/kl-by-depth.figure.js'),
  },
};
