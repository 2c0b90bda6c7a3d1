import { defineStudy } from '@rgflow/pipeline';
import { networkParameters } from '../network-parameters.js';
import { planNetwork } from '../network-plan.js';
import { networkSummary } from '../network-summary.js';
import type { PublishedStudy } from '../published-study.js';

export const quickstart: PublishedStudy = {
  study: defineStudy({
    name: 'quickstart',
    title: 'KL divergence by layer, five variances, one epoch',
    params: networkParameters,
    build: planNetwork,
  }),
  summary: networkSummary,
  figures: ['kl-by-depth'],
};
