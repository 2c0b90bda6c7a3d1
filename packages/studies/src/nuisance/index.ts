import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const nuisance: PublishedStudy = {
  name: 'nuisance',
  study: () => import('./nuisance.study.js'),
  summary: {
    tellsApart: ['network.activation', 'network.output'],
    note:
      "± is over networks: the standard error of the mean over seeds; p is of Student's t, corrected by Holm for all tests of a reader " +
      '(those at equal accuracy by themselves), and decides where it is at most 0.05',
    query: async (study) => (await import('./nuisance-summary.js')).nuisanceSummary(study),
    columns: [
      { header: 'nats that are read', value: 'comparison' },
      { header: 'by a reader', value: 'reader' },
      { header: 'of', value: 'target' },
      { header: 'activation', value: 'activation' },
      { header: 'output', value: 'output' },
      { header: 'random', value: 'random' },
      { header: 'trained plain', value: 'plain' },
      { header: 'trained on nuisances', value: 'nuisances' },
    ],
  },
  claims: async (study) => (await import('./claim-verdicts.js')).claimVerdicts(study),
  figures: {
    'nuisance-information': titled(
      'Information on the label and on nuisances by layer, found by linear readers',
      () => import('./nuisance-information.figure.js'),
    ),
    'nuisance-decodability': titled(
      'How well linear readers tell the label and nuisances from each layer',
      () => import('./nuisance-decodability.figure.js'),
    ),
    'nuisance-claims': titled(
      'Claims about depth as coarse-graining, tested',
      () => import('./nuisance-claims.figure.js'),
    ),
  },
};
