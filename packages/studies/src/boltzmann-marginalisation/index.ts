import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { boltzmannMarginalisationTables } from './boltzmann-marginalisation.tables.js';

export const boltzmannMarginalisation: PublishedStudy = {
  name: 'boltzmann-marginalisation',
  study: () => import('./boltzmann-marginalisation.study.js'),
  summary: {
    query: (study) =>
      evenChoice(
        `
      select g, depth, count(distinct seed) as seeds, avg(spectral_norm) filter (layer = 1) as norm,
             any_value(norm_bound) filter (layer = 1) as bound,
             avg(mean_coupling) filter (layer = 1) as mean, avg(wide_mean_coupling) filter (layer = 1) as wide,
             format('{:.0e}', max(abs(log_partition_deviation))) as deviation
      from boltzmann_step
      where study = ${study} and machine = 'random'
      group by g, depth
      qualify depth = max(depth) over ()`,
        'g',
      ),
    columns: [
      { header: 'g', value: 'g' },
      { header: 'depth', value: 'depth', digits: 0 },
      { header: 'seeds', value: 'seeds', digits: 0 },
      { header: 'norm', value: 'norm', digits: 4 },
      { header: 'its bound', value: 'bound', digits: 4 },
      { header: 'tr K/n', value: 'mean', digits: 5 },
      { header: 'predicted', value: 'wide', digits: 5 },
      { header: 'deviation of ln Z', value: 'deviation' },
    ],
  },
  figures: {
    'boltzmann-flow': () => import('./boltzmann-flow.figure.js'),
    'boltzmann-visible': () => import('./boltzmann-visible.figure.js'),
    'boltzmann-cumulants': () => import('./boltzmann-cumulants.figure.js'),
  },
  tables: boltzmannMarginalisationTables,
};
