import { meanOverSeeds } from '../mean-over-seeds.js';

/**
 * SQL for one row per σ_w² and functions of the network: where the divergence reaches its plateau, by theory and by the fits
 * of the deepest networks, and by how much the accuracy changes from there on.
 *
 * The comparison is between two depths that no accuracy has a say in: the shallowest network whose last layer of full width
 * is beyond the plateau of the theory, and the deepest. Means over seeds, errors from their scatter; networks of different
 * depth are drawn independently, so the errors add in squares.
 *
 * @param study  A quoted literal.
 */
export function plateauChange(study: string): string {
  const ofStudy = (table: string) => `(from ${table} where study = ${study})`;
  return `
    with last_layers as (
      select distinct depth, depth - 1 - skip_last as last_layer from ${ofStudy('kl_fit')}
    ), accuracies as (
      select sigma_w2, activation, output, depth, ${meanOverSeeds('accuracy', { seeds: 'seeds' })}
      from (select sigma_w2, activation, output, depth, seed, arg_max_null(validation_accuracy, epoch) as accuracy from ${ofStudy('training')} group by all)
      group by all
    ), measured as (
      select sigma_w2, activation, output, snapshot,
             ${meanOverSeeds('plateau_layer', { as: 'layer', ofOne: 'plateau_layer_se' })},
             if(count(*) = 1, any_value(se_of), 'networks') as se_of
      from ${ofStudy('kl_plateau')}
      where depth = (select max(depth) from ${ofStudy('kl_plateau')})
      group by all
    ), ends as (
      select sigma_w2, activation, accuracies.output, any_value(plateau_layer) as predicted, min(depth) as depth_from, arg_min_null(accuracy, depth) as accuracy_from,
             arg_min_null(accuracy_se, depth) as accuracy_from_se, arg_min_null(seeds, depth) as accuracy_from_seeds,
             max(depth) as depth_to, arg_max_null(accuracy, depth) as accuracy_to,
             arg_max_null(accuracy_se, depth) as accuracy_to_se, arg_max_null(seeds, depth) as accuracy_to_seeds
      from accuracies join last_layers using (depth) join ${ofStudy('predicted_plateau')} using (sigma_w2, activation)
      where last_layer >= plateau_layer
      group by sigma_w2, activation, accuracies.output
    )
    select sigma_w2, activation, ends.output, xi_c, 2 * pi() * xi_c as two_pi_xi_c, predicted,
           init.layer as untrained, init.layer_se as untrained_se, init.layer_seeds as untrained_seeds, init.se_of as untrained_se_of,
           final.layer as trained, final.layer_se as trained_se, final.layer_seeds as trained_seeds, final.se_of as trained_se_of,
           depth_from, accuracy_from, accuracy_from_se, accuracy_from_seeds,
           depth_to, accuracy_to, accuracy_to_se, accuracy_to_seeds,
           accuracy_to - accuracy_from as change, sqrt(accuracy_from_se ** 2 + accuracy_to_se ** 2) as change_se
    from ends
    left join (from measured where snapshot = 'init') as init using (sigma_w2, activation)
    left join (from measured where snapshot = 'final') as final
      on (final.sigma_w2, final.activation, final.output) = (sigma_w2, activation, ends.output)
    left join ${ofStudy('mean_field')} using (sigma_w2, activation)
    order by activation, ends.output, sigma_w2`;
}
