import type { PublishedStudy } from '../published-study.js';
import { claimVerdicts } from './claim-verdicts.js';
import { nuisanceTables } from './nuisance.tables.js';

export const nuisance: PublishedStudy = {
  name: 'nuisance',
  study: () => import('./nuisance.study.js'),
  summary: {
    query: (study) => `
      select comparison, target,
             ${['random', 'plain', 'nuisances'].map((network) => `any_value(test) filter (network = '${network}') as ${network}`).join(', ')}
      from (
        select *, coalesce(format('{:.3f}', difference), 'no value') || coalesce(format(' ± {:.3f}', standard_error), '')
               || coalesce(' (' || some_seeds || ')', '') || ' ' || verdict as test
        from (${claimVerdicts(study)}))
      group by all
      order by min(array_position(${ORDER}, comparison)), min(array_position(${TARGETS}, target))`,
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
  tables: nuisanceTables,
};

const ORDER = "['last against first', 'trained against random', 'nuisances against plain', 'deep against shallow']";
const TARGETS = "['label', 'all nuisances', 'shift', 'rotation', 'thickness', 'brightness', 'noise']";
