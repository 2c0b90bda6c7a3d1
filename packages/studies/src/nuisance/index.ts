import type { PublishedStudy } from '../published-study.js';

export const nuisance: PublishedStudy = {
  name: 'nuisance',
  study: () => import('./nuisance.study.js'),
  summary: {
    query: async (study) => (await import('./nuisance-summary.js')).nuisanceSummary(study),
    columns: [
      { header: 'information in nats', value: 'comparison' },
      { header: 'of', value: 'target' },
      { header: 'random', value: 'random' },
      { header: 'trained plain', value: 'plain' },
      { header: 'trained on nuisances', value: 'nuisances' },
    ],
  },
  figures: {
    'nuisance-information': () => import('./nuisance-information.figure.js'),
    'nuisance-decodability': () => import('./nuisance-decodability.figure.js'),
    'nuisance-claims': () => import('./nuisance-claims.figure.js'),
  },
};
