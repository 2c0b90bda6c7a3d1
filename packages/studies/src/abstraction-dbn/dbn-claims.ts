import { claimColumns, testedClaims } from '../tested-claims.js';

/**
 * SQL of the heads of all machines, a row for each seed, code and depth (1: the head stands on the images): `judged`, the
 * corrected divergence (convention A; null without a verdict), `excess`, that less that of its null, and the same less that
 * of the code with its units shuffled. `learnt` is null for heads that learnt all sets together; a run without others has
 * no such column.
 *
 * @param study  A quoted literal.
 */
export function dbnHeads(study: string): string {
  return `
      select ladder, breadth, classes, learnt, seed, code, snapshot, layer + 1 as depth, entropy, occupied, multi_information,
             place, if(reason is null, corrected, null) as judged, null_divergence, shuffled_divergence, relabelled_divergence,
             if(reason is null, corrected - null_divergence, null) as excess,
             if(reason is null, corrected - shuffled_divergence, null) as above_shuffled
      from (from hfm_divergence union all by name select null::varchar as learnt where false)
        join (select distinct ladder, breadth, classes from breadth_rung where study = ${study}) using (breadth)
      where study = ${study} and convention = 'A'`;
}

/** SQL of what each seed says to the claims of the study, for `testedClaims`. */
function dbnDifferences(study: string): string {
  return `
      with heads as (from (${dbnHeads(study)})), ends as (
        select ladder, breadth, classes, learnt, seed, code,
               arg_min_null(excess, depth) filter (snapshot = 'final') as shallow,
               arg_max_null(excess, depth) filter (snapshot = 'final') as deep,
               arg_max_null(above_shuffled, depth) filter (snapshot = 'final') as deep_above_shuffled,
               arg_max_null(excess, depth) filter (snapshot = 'init') as untrained
        from heads group by all
      ), rungs as (
        select *, lag(deep) over ladders as narrower_deep, lag(breadth) over ladders as narrower,
               any_value(deep) filter (learnt is null) over rungs as together,
               if(learnt = max(learnt) over rungs, arg_min_null(deep, learnt) filter (learnt is not null) over rungs, null) as other_order
        from ends
        window ladders as (partition by ladder, learnt, seed, code order by classes), rungs as (partition by breadth, seed, code)
      )
      select ladder, classes, breadth, learnt, code, seed, claim, narrower, difference from (
        select * exclude (narrower), unnest([
          {'claim': 'deepest above its null', 'narrower': null, 'difference': deep},
          {'claim': 'deepest less one machine', 'narrower': null, 'difference': deep - shallow},
          {'claim': 'deepest less its shuffled version', 'narrower': null, 'difference': deep_above_shuffled},
          {'claim': 'deepest less the narrower rung', 'narrower': narrower, 'difference': deep - narrower_deep},
          {'claim': 'deepest less untrained', 'narrower': null, 'difference': deep - untrained},
          {'claim': 'deepest less together', 'narrower': null, 'difference': deep - together},
          {'claim': 'deepest less the other order', 'narrower': null, 'difference': deep - other_order}
        ], recursive := true), learnt = max(learnt) over (partition by breadth, seed, code) as is_last from rungs)
      where (claim != 'deepest less the narrower rung' or narrower is not null)
        and (claim != 'deepest less untrained' or (code = 'thresholded' and learnt is null))
        and (claim != 'deepest less together' or learnt is not null)
        and (claim != 'deepest less the other order' or is_last)
      union all by name
      select code, seed, 'all' as breadth, 'correlation with multi-information' as claim,
             nullif(corr(excess, multi_information), 'NaN'::double) as difference
      from heads where excess is not null and snapshot = 'final' and learnt is null group by all`;
}

/** SQL of the tests of all claims, a row each, corrected together. */
export function dbnClaims(study: string): string {
  return testedClaims(dbnDifferences(study));
}

/** SQL of the closing table: a row for each rung or order of its sets and each code, a column for each claim. */
export function dbnSummary(study: string): string {
  return `
    select ladder, coalesce(learnt, breadth) as shown, code, any_value(narrower) as narrower, ${claimColumns(CLAIMS)}
    from (${dbnClaims(study)}) group by ladder, classes, breadth, learnt, code
    order by ladder nulls last, classes, breadth, learnt nulls first, code`;
}

const CLAIMS = [
  ['deep', 'deepest above its null'],
  ['change', 'deepest less one machine'],
  ['shuffled', 'deepest less its shuffled version'],
  ['broader', 'deepest less the narrower rung'],
  ['trained', 'deepest less untrained'],
  ['together', 'deepest less together'],
  ['other_order', 'deepest less the other order'],
  ['correlation', 'correlation with multi-information'],
] as const;
