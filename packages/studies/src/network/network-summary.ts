import { meanOverSeeds } from '../mean-over-seeds.js';
import type { StudySummary, SummaryColumn } from '../study-summary.js';
import { withOutput } from './with-output.js';

/**
 * Accuracy and the fits before and after training, one line per sigma_w^2, depth and functions of the network, averaged over
 * seeds. What is measured of an untrained network does not depend on its output or training, and is of none; a trained one
 * is that after the epochs of its fit.
 */
export const networkSummary: StudySummary = {
  tellsApart: ['network.sigmaW2', 'network.depth', 'network.activation', 'network.output', 'training.epochs'],
  query: (study) => `
    with fits as (
      select sigma_w2, depth, activation, output, epoch, snapshot,
             ${meanOverSeeds('a', { seeds: 'seeds', ofOne: 'a_se' })},
             ${meanOverSeeds('b', { ofOne: 'b_se' })},
             if(count(*) = 1, any_value(se_of), 'networks') as se_of,
             if(count(a) = 0, any_value(reason), if(min(freedom) = 0, 'no degrees of freedom', null)) as remark
      from ${withOutput('kl_fit')} where study = ${study} and estimator = 'published' group by all
    ), accuracies as (
      select sigma_w2, depth, activation, output, epoch, count(*) as seeds, ${meanOverSeeds('validation_accuracy', { as: 'accuracy' })}
      from training where study = ${study} and epoch in (
        select epoch from fits where snapshot = 'final' union
        select max(epoch) from training where study = ${study} having (select count(*) from fits where snapshot = 'final') = 0)
      group by all
    )
    select sigma_w2, depth, activation, accuracies.output, accuracies.epoch, accuracies.seeds, accuracy, accuracy_se, accuracy_seeds,
           ${['init', 'final'].map((snapshot) => FIT_COLUMNS.map((column) => `${snapshot}.${column} as ${snapshot}_${column}`).join(', ')).join(',\n           ')}
    from accuracies
    left join (from fits where snapshot = 'init') as init using (sigma_w2, depth, activation)
    left join (from fits where snapshot = 'final') as final
      on (final.sigma_w2, final.depth, final.activation, final.output, final.epoch) = (sigma_w2, depth, activation, accuracies.output, accuracies.epoch)
    order by activation, accuracies.output, depth, sigma_w2, accuracies.epoch`,
  columns: [
    { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
    { header: 'depth', value: 'depth', digits: 0 },
    { header: 'activation', value: 'activation' },
    { header: 'output', value: 'output' },
    { header: 'epochs', value: 'epoch', digits: 0, onlyIfSwept: true },
    { header: 'seeds', value: 'seeds', digits: 0 },
    {
      header: 'accuracy',
      value: 'accuracy',
      standardError: 'accuracy_se',
      errorOf: 'networks',
      seeds: 'accuracy_seeds',
      digits: 4,
    },
    fitted('a (untrained)', 'init', 'a'),
    fitted('b (untrained)', 'init', 'b'),
    fitted('a (trained)', 'final', 'a'),
    fitted('b (trained)', 'final', 'b'),
  ],
};

const FIT_COLUMNS = ['a', 'a_se', 'b', 'b_se', 'se_of', 'seeds', 'remark'] as const;

function fitted(header: string, snapshot: 'init' | 'final', parameter: 'a' | 'b'): SummaryColumn {
  const column = (name: (typeof FIT_COLUMNS)[number]) => `${snapshot}_${name}`;
  return {
    header,
    value: column(parameter),
    standardError: column(`${parameter}_se`),
    errorOf: { column: column('se_of') },
    seeds: column('seeds'),
    remark: column('remark'),
    digits: 4,
  };
}
