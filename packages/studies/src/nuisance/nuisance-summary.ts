import { claimVerdicts } from './claim-verdicts.js';
import { AT_EQUAL_ACCURACY } from './equal-accuracy.js';

/** SQL of the closing table: the tests of the claims, a row for each of them and a column for each network. */
export function nuisanceSummary(study: string): string {
  return `
      select activation, output, comparison, reader, target,
             ${['random', 'plain', 'nuisances'].map((network) => `any_value(test) filter (network = '${network}') as ${network}`).join(', ')}
      from (
        select *, coalesce(format('{:.3f}', difference), 'no value') || coalesce(format(' ± {:.3f}', difference_se), '')
               || coalesce(' (' || some_seeds || ')', '') || ' ' || verdict || coalesce(', p ' || format('{:.1g}', p_holm), '') as test
        from (${claimVerdicts(study)}))
      group by all
      order by activation, output, reader, min(array_position(${ORDER}, comparison)), min(array_position(${TARGETS}, target))`;
}

const ORDER = `['last against first', 'trained against random', 'nuisances against plain', 'deep against shallow', '${AT_EQUAL_ACCURACY}']`;
const TARGETS = "['label', 'all nuisances', 'shift', 'rotation', 'thickness', 'brightness', 'noise']";
