import { meanOverSeeds } from '../mean-over-seeds.js';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

export const boltzmannMarginalisation: PublishedStudy = {
  name: 'boltzmann-marginalisation',
  study: () => import('./boltzmann-marginalisation.study.js'),
  summary: {
    tellsApart: ['stack.g', 'stack.depth'],
    query: (study) =>
      evenChoice(
        `
      select g, depth, count(*) as seeds, ${meanOverSeeds('spectral_norm', { as: 'norm' })},
             any_value(norm_bound) as norm_bound, ${meanOverSeeds('mean_coupling', { as: 'mean' })},
             ${meanOverSeeds('wide_mean_coupling', { as: 'wide' })},
             format('{:.0e}', max(deviation)) as deviation
      from (
        select *, max(abs(log_partition_deviation)) over (partition by g, depth, seed) as deviation
        from boltzmann_step where study = ${study} and machine = 'random'
        qualify layer = 1 and depth = max(depth) over ())
      group by g, depth`,
        'g',
      ),
    columns: [
      { header: 'g', value: 'g' },
      { header: 'depth', value: 'depth', digits: 0 },
      { header: 'seeds', value: 'seeds', digits: 0 },
      { header: 'norm', value: 'norm', standardError: 'norm_se', errorOf: 'networks', digits: 4 },
      { header: 'its bound', value: 'norm_bound', digits: 4 },
      { header: 'tr K/n', value: 'mean', standardError: 'mean_se', errorOf: 'networks', digits: 5 },
      { header: 'predicted', value: 'wide', seeds: 'wide_seeds', digits: 5 },
      { header: 'deviation of ln Z', value: 'deviation' },
    ],
  },
  figures: {
    'boltzmann-flow': titled(
      'The flow of couplings through a stack of Gaussian layers',
      () => import('./boltzmann-flow.figure.js'),
    ),
    'boltzmann-visible': titled(
      'The visible units after marginalisation',
      () => import('./boltzmann-visible.figure.js'),
    ),
    'boltzmann-cumulants': titled('Hidden units by their cumulants', () => import('./boltzmann-cumulants.figure.js')),
  },
};
