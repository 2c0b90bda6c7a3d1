import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

export const blockCumulants: PublishedStudy = {
  name: 'block-cumulants',
  study: () => import('./block-cumulants.study.js'),
  summary: {
    tellsApart: ['coupling'],
    query: (study) =>
      evenChoice(
        `
      select coupling, any_value(exact) as exact, arg_min(renormalised, cumulants) as first,
             format('{:.1e}', abs(arg_max(renormalised, cumulants) - exact)) as deviation, max(cumulants) as highest,
             any_value(majority) as majority, any_value(kept) as kept
      from block_coupling
      join (select coupling, exact as majority from block_coupling
            where study = ${study} and rule = 'majority' and interaction = 'nearest' and lattice like 'ring%' and cumulants = 1)
        using (coupling)
      join (select coupling, sum(information) filter (rule = 'optimum') / sum(information) filter (rule = 'whole block') as kept
            from block_rule_information where study = ${study} and lattice = 'chain' and buffer = 1 group by all) using (coupling)
      where study = ${study} and lattice = 'chain' and interaction = 'nearest'
      group by coupling, exact`,
        'coupling',
      ),
    columns: [
      { header: 'K', value: 'coupling' },
      { header: "K' exact", value: 'exact', digits: 9 },
      { header: '1 cumulant', value: 'first', digits: 9 },
      { header: 'cumulants', value: 'highest', digits: 0 },
      { header: 'its error', value: 'deviation' },
      { header: "majority K'", value: 'majority', digits: 9 },
      { header: 'told by one spin', value: 'kept', digits: 4 },
    ],
  },
  figures: {
    'block-cumulants-convergence': titled(
      'Convergence of the cumulant expansion of block spins',
      () => import('./block-cumulants-convergence.figure.js'),
    ),
    'block-couplings': titled(
      'The couplings of block spins after one step',
      () => import('./block-couplings.figure.js'),
    ),
    'block-rule-information': titled(
      'What a block of four spins tells of its environment, by rule',
      () => import('./block-rule-information.figure.js'),
    ),
    'square-block-information': titled(
      'What a block of 2 × 2 tells of the square lattice, by rule',
      () => import('./square-block-information.figure.js'),
    ),
  },
};
