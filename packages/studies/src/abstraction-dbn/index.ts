import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const abstractionDbn: PublishedStudy = {
  name: 'abstraction-dbn',
  study: () => import('./abstraction-dbn.study.js'),
  summary: {
    tellsApart: ['breadth.rung'],
    note: '± is over networks: the standard error of the mean over seeds; higher and lower by t tests at 5 %, with Holm’s correction for the whole table',
    query: async (study) => (await import('./dbn-claims.js')).dbnSummary(study),
    columns: [
      { header: 'shown', value: 'shown' },
      { header: 'code', value: 'code' },
      { header: 'nats: deepest above its null', value: 'deep' },
      { header: 'less one machine', value: 'change' },
      { header: 'less shuffled', value: 'shuffled' },
      { header: 'less the narrower', value: 'broader' },
      { header: 'which is', value: 'narrower' },
      { header: 'less untrained', value: 'trained' },
      { header: 'less together', value: 'together' },
      { header: 'less the other order', value: 'other_order' },
      { header: 'correlation with multi-information', value: 'correlation' },
    ],
  },
  claims: async (study) => (await import('./dbn-claims.js')).dbnClaims(study),
  figures: {
    'abstraction-dbn': titled(
      'Codes of deep belief networks against the Hierarchical Feature Model, by depth and breadth',
      () => import('./abstraction-dbn.figure.js'),
    ),
    'abstraction-dbn-controls': titled(
      'Codes of deep belief networks by depth, beside their controls',
      () => import('./abstraction-dbn-controls.figure.js'),
    ),
  },
};
