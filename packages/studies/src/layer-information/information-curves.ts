import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';

/** SQL on the rows of random networks as they are, whatever is asked of them. */
export const RANDOM = 'noise = 0 and input_second_moment is not null';

/**
 * SQL of T/N by layer in random networks, the mean over seeds beside what is predicted.
 *
 * @param study  A quoted literal.
 */
export function informationByLayer(study: string): string {
  return `
    select activation, width, sigma_w2, sigma_b2, layer, ${meanOverSeeds('multi_information', { seeds: 'some_seeds' })},
           ${meanOf('infinite_width')} as infinite_width, ${meanOf('finite_width')} as finite_width,
           count(*) as networks, count(distinct seed) as seeds
    from layer_information
    where study = ${study} and ${RANDOM}
    group by all
    order by all`;
}

/** SQL of the bounds by layer with noise, means over seeds. */
export function boundsByLayer(study: string): string {
  return `
    select activation, width, sigma_w2, sigma_b2, noise, layer,
           ${meanOverSeeds('multi_information_lower', { as: 'lower_bound', error: 'lower_bound_se', seeds: 'some_seeds' })},
           ${meanOverSeeds('multi_information_upper', { as: 'upper_bound', error: 'upper_bound_se', seeds: 'upper_seeds' })},
           ${meanOf('infinite_width_upper')} as infinite_width_upper, count(*) as networks, count(distinct seed) as seeds
    from layer_information
    where study = ${study} and noise > 0
    group by all
    order by all`;
}

/**
 * SQL of what a layer adds, nats per unit and layer: a row for each random network and window of layers from m to 2m, where
 * 2m is the last layer, half and a quarter of it. r_T measured and predicted for the same layers, for infinite width and
 * with the first correction; r_D measured and predicted for infinite width. D/N is the bound that takes units as normal and
 * the parts of their means and variances.
 */
export function ratesByNetwork(study: string): string {
  const rate = (of: string) => `(ends.${of} - first.${of}) / (ends.layer - first.layer)`;
  return `
    with predicted as (
      select activation, sigma_w2, sigma_b2, input_second_moment, layer, any_value(push_forward) as push_forward
      from predicted_layer_information where study = ${study} and noise = 0 group by all
    ), layers as (
      select activation, width, sigma_w2, sigma_b2, seed, layer, multi_information as t,
             multi_information_upper + marginal_means + marginal_variances as d, infinite_width, finite_width, push_forward
      from layer_information left join predicted using (activation, sigma_w2, sigma_b2, input_second_moment, layer)
      where study = ${study} and ${RANDOM}
    )
    select ends.activation, ends.width, ends.sigma_w2, ends.sigma_b2, ends.seed, first.layer as first_layer, ends.layer as last_layer,
           ${rate('t')} as r_t, ${rate('d')} as r_d, ${rate('infinite_width')} as r_t_infinite_width,
           ${rate('finite_width')} as r_t_finite_width, ${rate('push_forward')} as r_d_infinite_width
    from layers as ends join layers as first
      on (ends.activation, ends.width, ends.sigma_w2, ends.sigma_b2, ends.seed) = (first.activation, first.width, first.sigma_w2, first.sigma_b2, first.seed)
     and first.layer = ends.layer // 2
    where ends.layer in (select last // part from (select max(layer) as last from layers), (select unnest([1, 2, 4]) as part))`;
}

/** SQL of the rows of `ratesByNetwork` or `bendsByNetwork` for the later half of the layers. */
export function ofLaterHalf(rows: string): string {
  return `from (${rows}) qualify last_layer = max(last_layer) over ()`;
}

/**
 * SQL of how much the rates bend at the transition, a row for each seed, width, window of layers and distance h of two
 * weight variances from the one nearest to the critical:
 *
 *     b = [r(σ_w² + h) + r(σ_w² - h) - 2 r(σ_w²)] / h,
 *
 * for h -> 0 the difference of the slopes on both sides, which is zero but for a kink, and for a smooth curve in proportion
 * to h. The networks of one seed have the same normal numbers behind them, so that their determinants drop out.
 */
export function bendsByNetwork(study: string): string {
  const bend = (of: string, as = of) =>
    `(low.${of} + high.${of} - 2 * middle.${of}) / (middle.sigma_w2 - low.sigma_w2) as bend_${as}`;
  const same = (a: string, b: string) =>
    `(${a}.activation, ${a}.width, ${a}.sigma_b2, ${a}.seed, ${a}.last_layer) = (${b}.activation, ${b}.width, ${b}.sigma_b2, ${b}.seed, ${b}.last_layer)`;
  return `
    with rates as (${ratesByNetwork(study)}
    ), deep as (
      select activation, sigma_w2, sigma_b2, any_value(multi_information_rate) as t_deep, any_value(push_forward_rate) as d_deep
      from information_rate where study = ${study} group by all
    ), compared as (
      select rates.*, t_deep, d_deep
      from rates left join deep on (deep.activation, deep.sigma_b2) = (rates.activation, rates.sigma_b2) and abs(deep.sigma_w2 - rates.sigma_w2) < 1e-9
    ), middle as (
      select compared.* from compared where sigma_w2 = (
        select arg_min(sigma_w2, abs(sigma_w2 - sigma_w2_critical)) from rates, (from information_kink where study = ${study}))
    )
    select middle.activation, middle.width, middle.sigma_b2, middle.seed, middle.first_layer, middle.last_layer,
           round(middle.sigma_w2 - low.sigma_w2, 9) as h,
           ${bend('r_t', 't')}, ${bend('r_d', 'd')}, ${bend('r_t_infinite_width', 't_infinite_width')}, ${bend('r_t_finite_width', 't_finite_width')},
           ${bend('r_d_infinite_width', 'd_infinite_width')}, ${bend('t_deep')}, ${bend('d_deep')}
    from middle join compared as low on ${same('low', 'middle')} and low.sigma_w2 < middle.sigma_w2
    join compared as high on ${same('high', 'middle')} and abs(low.sigma_w2 + high.sigma_w2 - 2 * middle.sigma_w2) < 1e-9`;
}
