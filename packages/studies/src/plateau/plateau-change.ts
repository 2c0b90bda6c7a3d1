import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { accuraciesAtEqualLoss } from './equal-loss.js';

/**
 * SQL for one row per σ_w² and functions of the network: where the divergence reaches its plateau, by theory and by the fits
 * of the deepest networks, and by how much the accuracy changes from there on, after as many epochs and at the same training
 * loss.
 *
 * A fit has a plateau whatever the curve does. So where every network has a fit, `untrained_remark` and `trained_remark` say
 * 'no plateau' if the curve has none: if the mean of its last quarter, over layers and networks, is not within a tenth of a.
 *
 * The comparison is between two depths that no accuracy has a say in: the shallowest network whose last layer of full width
 * is beyond the plateau of the theory, and the deepest; where these are one depth, there is nothing to compare. Means over
 * seeds, errors from their scatter; networks of different depth are drawn independently, so the errors add in squares.
 * `change_p` is Welch's, two-sided, and `change_holm` that corrected for all changes of the answer; `equal_change_p` and
 * `equal_change_holm` those at the same loss. The verdicts are 'better' or 'worse' where the corrected p is at most 5 %, so
 * that one of twenty such tables has a wrong one, else 'undecided': that a change was not found is no proof that there is
 * none.
 *
 * @param study  A quoted literal.
 */
export function plateauChange(study: string): string {
  const ofStudy = (table: string) => `(from ${table} where study = ${study})`;
  const deepest = `(select max(depth) from ${ofStudy('kl_plateau')})`;
  const sameCurve = (table: string) =>
    `(${table}.sigma_w2, ${table}.activation, ${table}.snapshot) = (measured.sigma_w2, measured.activation, measured.snapshot)
        and ${table}.output is not distinct from measured.output`;
  const [from, to] = ['from', 'to'].map((end) => `accuracy_${end}, accuracy_${end}_se, networks_${end}`);
  const [equalFrom, equalTo] = ['from', 'to'].map((end) => `equal_${end}, equal_${end}_se, equal_${end}_networks`);
  return `
    with last_layers as (
      select distinct depth, depth - 1 - skip_last as last_layer from ${ofStudy('kl_fit')}
    ), accuracies as (
      select sigma_w2, activation, output, depth, ${meanOverSeeds('accuracy', { seeds: 'seeds' })},
             estimate(accuracy).count as networks
      from (select sigma_w2, activation, output, depth, seed, arg_max_null(validation_accuracy, epoch) as accuracy from ${ofStudy('training')} group by all)
      group by all
    ), measured as (
      select sigma_w2, activation, output, snapshot,
             ${meanOverSeeds('plateau_layer', { as: 'layer', ofOne: 'plateau_layer_se' })},
             if(count(*) = 1, any_value(se_of), 'networks') as se_of
      from ${ofStudy('kl_plateau')}
      where depth = ${deepest}
      group by all
    ), heights as (
      select sigma_w2, activation, kl_layer.output, snapshot, ${meanOf('kl_per_unit')} as height
      from ${ofStudy('kl_layer')} as kl_layer join last_layers using (depth)
      where estimator = 'published' and depth = ${deepest} and layer between 0.75 * last_layer and last_layer
      group by all
    ), asymptotes as (
      select sigma_w2, activation, output, snapshot, ${meanOf('a')} as a
      from ${ofStudy('kl_fit')} where depth = ${deepest} group by all
    ), plateaus as (
      select measured.*, if(layer_seeds is null and abs(height / a - 1) > 0.1, 'no plateau', null) as remark
      from measured
      left join heights on ${sameCurve('heights')}
      left join asymptotes on ${sameCurve('asymptotes')}
    ), ends as (
      select sigma_w2, activation, accuracies.output, any_value(plateau_layer) as predicted,
             ${shallowest('depth', 'depth_from')}, ${shallowest('accuracy', 'accuracy_from')}, ${shallowest('accuracy_se', 'accuracy_from_se')},
             ${shallowest('seeds', 'accuracy_from_seeds')}, ${shallowest('networks', 'networks_from')},
             max(depth) as depth_to, arg_max_null(accuracy, depth) as accuracy_to,
             arg_max_null(accuracy_se, depth) as accuracy_to_se, arg_max_null(seeds, depth) as accuracy_to_seeds, arg_max_null(networks, depth) as networks_to
      from accuracies join last_layers using (depth) join ${ofStudy('predicted_plateau')} using (sigma_w2, activation)
      where last_layer >= plateau_layer
      group by sigma_w2, activation, accuracies.output
    ), equal as (${accuraciesAtEqualLoss(ofStudy('training'), 'ends')}
    ), tests as (
      select *, accuracy_to - accuracy_from as change, sqrt(accuracy_from_se ** 2 + accuracy_to_se ** 2) as change_se,
             welch_p(${from}, ${to}) as change_p,
             equal_to - equal_from as equal_change, sqrt(equal_from_se ** 2 + equal_to_se ** 2) as equal_change_se,
             welch_p(${equalFrom}, ${equalTo}) as equal_change_p
      from ends left join equal using (sigma_w2, activation, output)
    ), corrected as (
      select *, holm_p(change_p, list(change_p) over ()) as change_holm, holm_p(equal_change_p, list(equal_change_p) over ()) as equal_change_holm
      from tests
    )
    select sigma_w2, activation, corrected.output, xi_c, 2 * pi() * xi_c as two_pi_xi_c, predicted,
           init.layer as untrained, init.layer_se as untrained_se, init.layer_seeds as untrained_seeds, init.se_of as untrained_se_of, init.remark as untrained_remark,
           final.layer as trained, final.layer_se as trained_se, final.layer_seeds as trained_seeds, final.se_of as trained_se_of, final.remark as trained_remark,
           depth_from, accuracy_from, accuracy_from_se, accuracy_from_seeds,
           depth_to, accuracy_to, accuracy_to_se, accuracy_to_seeds,
           change, change_se, change_p, change_holm, ${verdict('change', 'change_holm')} as verdict,
           equal_loss, equal_change, equal_change_se, equal_change_p, equal_change_holm, ${verdict('equal_change', 'equal_change_holm')} as equal_verdict
    from corrected
    left join (from plateaus where snapshot = 'init') as init using (sigma_w2, activation)
    left join (from plateaus where snapshot = 'final') as final
      on (final.sigma_w2, final.activation, final.output) = (sigma_w2, activation, corrected.output)
    left join ${ofStudy('mean_field')} using (sigma_w2, activation)
    order by activation, corrected.output, sigma_w2`;
}

/** Of the shallowest of several depths, null where there is one only. */
function shallowest(column: string, name: string): string {
  return `if(count(distinct depth) > 1, arg_min_null(${column}, depth), null) as ${name}`;
}

function verdict(change: string, p: string): string {
  return `if(${p} <= 0.05, if(${change} > 0, 'better', 'worse'), if(${p} is null, null, 'undecided'))`;
}
