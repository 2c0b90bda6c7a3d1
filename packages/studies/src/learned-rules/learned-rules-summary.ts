import { meanOverSeeds } from '../mean-over-seeds.js';
import type { StudySummary } from '../study-summary.js';

/** What rules tell and how far their block spins are coupled, one line for each. */
export const learnedRulesSummary: StudySummary = {
  tellsApart: ['coupling'],
  note: 'information: exact on the torus of 4 × 4, else a lower bound on samples held out; range: mean distance of coupled block spins, in blocks',
  query: (study) => `
    select coupling, lattice, side, rule, ${meanOverSeeds('information')}, ${meanOverSeeds('range')}
    from block_rule where study = ${study}
    group by all
    order by coupling, lattice desc, side, min(array_position(['decimation', 'majority', 'majority, ties up', 'learned', 'optimum'], rule))`,
  columns: [
    { header: 'K', value: 'coupling', digits: 3, swept: true },
    { header: 'lattice', value: 'lattice' },
    { header: 'side', value: 'side' },
    { header: 'rule', value: 'rule' },
    {
      ...{ header: 'information', value: 'information', digits: 4, standardError: 'information_se' },
      ...{ seeds: 'information_seeds', errorOf: 'networks' as const },
    },
    {
      header: 'range',
      value: 'range',
      digits: 3,
      standardError: 'range_se',
      seeds: 'range_seeds',
      errorOf: 'networks',
    },
  ],
};
