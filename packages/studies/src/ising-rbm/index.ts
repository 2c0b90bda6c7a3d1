import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const isingRbm: PublishedStudy = {
  name: 'ising-rbm',
  study: () => import('./ising-rbm.study.js'),
  summary: {
    tellsApart: ['spins.dimension', 'spins.couplings', 'training.chainSteps'],
    note: '± is over machines: the standard error of the mean over seeds; higher and lower by t tests at 5 %, with Holm’s correction for the whole table',
    query: async (study) => (await import('./rbm-claims.js')).rbmSummary(study),
    columns: [
      { header: 'lattice', value: 'lattice' },
      { header: 'shown', value: 'shown' },
      { header: 'CD', value: 'chain_steps' },
      { header: 'K: fixed point less samples', value: 'expected' },
      { header: 'less K_c', value: 'critical' },
      { header: 'less fewer Gibbs steps', value: 'gibbs' },
      { header: 'conditionals less energy', value: 'conditional' },
      { header: 'variance ratio less 1', value: 'ratio' },
      { header: 'trained less shuffled', value: 'shuffled' },
      { header: 'less untrained', value: 'untrained' },
      { header: 'J less exact: nearest', value: 'nearest' },
      { header: 'next', value: 'next' },
      { header: 'plaquette', value: 'plaquette' },
      { header: 'field', value: 'field' },
    ],
  },
  claims: async (study) => (await import('./rbm-claims.js')).rbmClaims(study),
  figures: {
    'rbm-flow': titled(
      'The flow of couplings by reconstruction on the square lattice',
      () => import('./rbm-flow.figure.js'),
    ),
    'rbm-fixed-points': titled(
      'Fixed points of the flow against the samples that machines were shown',
      () => import('./rbm-fixed-points.figure.js'),
    ),
    'rbm-couplings': titled(
      'Couplings between visible spins that machines have learnt',
      () => import('./rbm-couplings.figure.js'),
    ),
  },
};
