import { defineStudy } from '@rgflow/pipeline';
import type { PublishedStudy } from '../published-study.js';
import { nuisanceParameters, planNuisance } from './nuisance-plan.js';
import { nuisanceTests } from './nuisance-tests.js';

export const nuisance: PublishedStudy = {
  study: defineStudy({
    name: 'nuisance',
    title: 'Depth as coarse-graining: what layers keep of the label and of nuisances',
    params: nuisanceParameters,
    build: planNuisance,
  }),
  summary: {
    query: (study) => `
      select comparison, target,
             ${['random', 'plain', 'nuisances'].map((network) => `any_value(test) filter (network = '${network}') as ${network}`).join(', ')}
      from (
        select *, format('{:.3f} ± {:.3f} ', difference, coalesce(standard_error, 'nan')) || verdict as test
        from (${nuisanceTests(study)}))
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
};

const ORDER = "['last against first', 'trained against random', 'nuisances against plain', 'deep against shallow']";
const TARGETS = "['label', 'all nuisances', 'shift', 'rotation', 'thickness', 'brightness', 'noise']";
