import { claimColumns, testedClaims } from '../tested-claims.js';

/**
 * SQL of the heads of all machines, a row for each seed, code and depth (1: the head stands on the images): `excess`, the
 * corrected divergence less that of its null (convention A; null without a verdict), and `recovered`, the number of planted
 * features, as the sum of what single units know of them by their entropies.
 *
 * @param study  A quoted literal.
 */
export function plantedHeads(study: string): string {
  return `
      select planting, planted_g, seed, code, snapshot, layer + 1 as depth, entropy, multi_information,
             if(reason is null, corrected - null_divergence, null) as excess,
             if(reason is null, corrected - shuffled_divergence, null) as above_shuffled, recovered
      from hfm_divergence join (
        select planting, planted_g, seed, code, snapshot, layer, sum(unit_share) as recovered
        from planted_feature where study = ${study} group by all
      ) using (planting, planted_g, seed, code, snapshot, layer)
      where study = ${study} and convention = 'A'`;
}

/** SQL of what each seed says to the claims of the study, for `testedClaims`. */
function plantedDifferences(study: string): string {
  return `
      with heads as (from (${plantedHeads(study)}) where snapshot = 'final'), ends as (
        select planting, planted_g, seed, code,
               arg_min_null(excess, depth) as shallow, arg_max_null(excess, depth) as deep,
               arg_min_null(recovered, depth) as shallow_recovered, arg_max_null(recovered, depth) as deep_recovered,
               arg_max_null(above_shuffled, depth) as deep_above_shuffled
        from heads group by all
      )
      select planting, planted_g, code, seed, claim, difference from (
        select *, unnest([
          {'claim': 'one machine above its null', 'difference': shallow},
          {'claim': 'deepest above its null', 'difference': deep},
          {'claim': 'deepest less one machine', 'difference': deep - shallow},
          {'claim': 'features, deepest less one machine', 'difference': deep_recovered - shallow_recovered},
          {'claim': 'deepest less its shuffled version', 'difference': deep_above_shuffled}
        ], recursive := true) from ends)
      union all by name
      select planting, planted_g, seed, 'both' as code, 'correlation of divergence and features' as claim, nullif(corr(excess, recovered), 'NaN'::double) as difference
      from heads where excess is not null group by all`;
}

/** SQL of the tests of all claims, a row each, corrected together. */
export function plantedClaims(study: string): string {
  return testedClaims(plantedDifferences(study));
}

/** SQL of the closing table: a row for each planting, g and code, a column for each claim. */
export function plantedSummary(study: string): string {
  return `
    select planting, planted_g, code, ${claimColumns(CLAIMS)}
    from (${plantedClaims(study)}) group by all order by planting, planted_g, code`;
}

const CLAIMS = [
  ['shallow', 'one machine above its null'],
  ['deep', 'deepest above its null'],
  ['change', 'deepest less one machine'],
  ['features', 'features, deepest less one machine'],
  ['shuffled', 'deepest less its shuffled version'],
  ['correlation', 'correlation of divergence and features'],
] as const;
