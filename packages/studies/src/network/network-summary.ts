import { seedsOf, standardErrorOf } from '../mean-over-seeds.js';
import type { StudySummary } from '../study-summary.js';

/**
 * Accuracy and the fits before and after training, one line per sigma_w^2, depth and functions of the network, averaged over
 * seeds. What is measured of an untrained network does not depend on its output, and is of none.
 */
export const networkSummary: StudySummary = {
  query: (study) => `
    with fits as (
      select sigma_w2, depth, activation, output, snapshot, ${seedsOf('a')} as seeds,
             avg(a) as a, ${standardErrorOf('a', 'a_se')} as a_se,
             avg(b) as b, ${standardErrorOf('b', 'b_se')} as b_se
      from kl_fit where study = ${study} and estimator = 'published' group by all
    ), accuracies as (
      select sigma_w2, depth, activation, output, avg(validation_accuracy) as accuracy, count(*) as seeds,
             ${seedsOf('validation_accuracy')} as accuracy_seeds,
             ${standardErrorOf('validation_accuracy')} as accuracy_se
      from training where study = ${study}
        and epoch = (select max(epoch) from training where study = ${study})
      group by all
    )
    select sigma_w2, depth, activation, accuracies.output, accuracies.seeds, accuracy, accuracy_se, accuracy_seeds,
           init.a as a_init, init.a_se as a_init_se, init.b as b_init, init.b_se as b_init_se, init.seeds as init_seeds,
           final.a as a_final, final.a_se as a_final_se, final.b as b_final, final.b_se as b_final_se, final.seeds as final_seeds
    from accuracies
    left join (from fits where snapshot = 'init') as init using (sigma_w2, depth, activation)
    left join (from fits where snapshot = 'final') as final
      on (final.sigma_w2, final.depth, final.activation, final.output) = (sigma_w2, depth, activation, accuracies.output)
    order by activation, accuracies.output, depth, sigma_w2`,
  columns: [
    { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
    { header: 'depth', value: 'depth', digits: 0 },
    { header: 'activation', value: 'activation' },
    { header: 'output', value: 'output' },
    { header: 'seeds', value: 'seeds', digits: 0 },
    { header: 'accuracy', value: 'accuracy', standardError: 'accuracy_se', seeds: 'accuracy_seeds', digits: 4 },
    { header: 'a (untrained)', value: 'a_init', standardError: 'a_init_se', seeds: 'init_seeds', digits: 4 },
    { header: 'b (untrained)', value: 'b_init', standardError: 'b_init_se', seeds: 'init_seeds', digits: 4 },
    { header: 'a (trained)', value: 'a_final', standardError: 'a_final_se', seeds: 'final_seeds', digits: 4 },
    { header: 'b (trained)', value: 'b_final', standardError: 'b_final_se', seeds: 'final_seeds', digits: 4 },
  ],
};
