import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const abstractionPlanted: PublishedStudy = {
  name: 'abstraction-planted',
  study: () => import('./abstraction-planted.study.js'),
  summary: {
    tellsApart: ['planted.planting', 'planted.g'],
    note: '± is over networks: the standard error of the mean over seeds; higher and lower by t tests at 5 %, with Holm’s correction for the whole table',
    query: async (study) => (await import('./planted-claims.js')).plantedSummary(study),
    columns: [
      { header: 'planting', value: 'planting' },
      { header: 'g', value: 'planted_g', digits: 2, swept: true },
      { header: 'code', value: 'code' },
      { header: 'nats: one machine above its null', value: 'shallow' },
      { header: 'deepest above its null', value: 'deep' },
      { header: 'deepest less one machine', value: 'change' },
      { header: 'deepest less shuffled', value: 'shuffled' },
      { header: 'features found: deepest less one machine', value: 'features' },
      { header: 'correlation of both', value: 'correlation' },
    ],
  },
  claims: async (study) => (await import('./planted-claims.js')).plantedClaims(study),
  figures: {
    'abstraction-planted': titled(
      'Planted features: divergence from the model against what is recovered',
      () => import('./abstraction-planted.figure.js'),
    ),
  },
};
