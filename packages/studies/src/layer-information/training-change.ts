/**
 * SQL of what training does to the multi-information, a row for each network and layer: T/N after it less T/N before, of the
 * same samples of reference layers that have their own mean and variance; `shuffled_difference` is that of the networks with
 * their weights in one random order. Where no network was trained no table has a column `output`, and there are no rows.
 *
 * @param study  A quoted literal.
 */
export function trainingChanges(study: string): string {
  const at = (column: string, snapshot: string) => `any_value(${column}) filter (snapshot = '${snapshot}')`;
  return `
    select activation, output, width, depth, sigma_w2, sigma_b2, seed, layer, ${at('multi_information', 'init')} as before,
           ${at('multi_information', 'final')} as after, after - before as difference,
           ${at('multi_information', 'final-shuffled')} - ${at('multi_information', 'init-shuffled')} as shuffled_difference,
           ${at('reference_variance', 'init')} as reference_before, ${at('reference_variance', 'final')} as reference_after,
           ${at('marginal_non_gaussianity', 'final')} as non_gaussianity_after
    from (
      select * replace (coalesce(output, max(output) over (partition by activation, width, depth, sigma_w2, sigma_b2, seed)) as output)
      from (from layer_information union all by name (select null::varchar as output limit 0))
      where study = ${study} and noise = 0 and input_second_moment is null)
    group by all`;
}
