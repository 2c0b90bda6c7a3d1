import { meanOverSeeds } from '../mean-over-seeds.js';

/**
 * SQL for one row per activation, σ_w² and layer: the divergence of untrained networks as measured, the mean over seeds, and
 * as mean-field theory predicts it, by the published estimator. `away` is the difference in standard errors of that mean.
 *
 * @param study  A quoted literal.
 */
export function againstTheory(study: string): string {
  return `
    with measured as (
      select activation, sigma_w2, sigma_b2, depth, width, layer,
             ${meanOverSeeds('kl_per_unit', { as: 'kl', seeds: 'some_seeds' })}
      from kl_layer where study = ${study} and snapshot = 'init' and estimator = 'published' group by all
    ), predicted as (
      select activation, sigma_w2, sigma_b2, depth, width, layer, kl_per_unit as predicted
      from kl_layer where study = ${study} and estimator = 'mean-field'
    )
    select activation, sigma_w2, depth, layer, kl, kl_se, some_seeds, predicted, kl - predicted as difference,
           (kl - predicted) / nullif(kl_se, 0) as away
    from measured join predicted using (activation, sigma_w2, sigma_b2, depth, width, layer)`;
}
