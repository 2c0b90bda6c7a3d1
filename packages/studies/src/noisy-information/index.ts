import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { noisyInformationSummary } from './noisy-information-summary.js';

export const noisyInformation: PublishedStudy = {
  name: 'noisy-information',
  study: () => import('./noisy-information.study.js'),
  summary: noisyInformationSummary,
  claims: async (study) => (await import('./noisy-information-claims.js')).noisyInformationClaims(study),
  figures: {
    'noisy-information': titled(
      'Where noisy networks lose their inputs',
      () => import('./noisy-information.figure.js'),
    ),
  },
};
