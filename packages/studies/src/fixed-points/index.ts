import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const fixedPoints: PublishedStudy = {
  name: 'fixed-points',
  study: () => import('./fixed-points.study.js'),
  summary: {
    tellsApart: ['input.law'],
    note: '± is over networks: the standard error of the mean over seeds; higher and lower by t tests at 5 %, with Holm’s correction for the whole table',
    query: async (study) => (await import('./fixed-points-claims.js')).fixedPointsSummary(study),
    columns: [
      { header: 'input', value: 'law' },
      { header: 'network', value: 'network' },
      { header: 'feature layer: K', value: 'coupling' },
      { header: 'K untrained', value: 'coupling_untrained' },
      { header: 'K less permuted', value: 'permuted' },
      { header: 'K in best order above independent', value: 'best' },
      { header: 'best less untrained', value: 'best_untrained' },
      { header: 'best less decimated', value: 'decimated' },
      { header: 'dependence', value: 'dependence' },
      { header: 'dependence less untrained', value: 'dependence_untrained' },
      { header: 'dependence less trained on shuffled', value: 'dependence_shuffled' },
      { header: 'excess kurtosis', value: 'kurtosis' },
      { header: 'untrained', value: 'of_untrained' },
      { header: '|kurtosis| less untrained', value: 'kurtosis_untrained' },
      { header: '|kurtosis| less block sums', value: 'block_sums' },
      { header: 'untrained less block sums', value: 'untrained_block_sums' },
      { header: '|skewness| less untrained', value: 'skewness_untrained' },
    ],
  },
  claims: async (study) => (await import('./fixed-points-claims.js')).fixedPointsClaims(study),
  figures: {
    'fixed-points-chains': titled(
      'The effective coupling of feature layers on chains, epoch by epoch',
      () => import('./fixed-points-chains.figure.js'),
    ),
    'fixed-points-cumulants': titled(
      'Excess kurtosis of layers on independent numbers, by layer and epoch by epoch',
      () => import('./fixed-points-cumulants.figure.js'),
    ),
  },
};
