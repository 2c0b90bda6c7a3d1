import { claimColumns, testedClaims } from '../tested-claims.js';

/**
 * SQL of the codes of all trained autoencoders, a row for each seed, code and depth (convention A):
 *
 * - `reason`, why there is no verdict: it collapsed or diverged, or the code is uniform or has a dead unit; and `collapsed`;
 * - `nats`, the corrected divergence less that of its null where there is one, whatever it is worth;
 * - `excess`, the same where there is a verdict, else null; `above_shuffled`, less that of the code with its units shuffled;
 * - `untrained`, the excess of the thresholded code of the same autoencoder before training.
 *
 * @param study  A quoted literal.
 */
export function autoencoderCodes(study: string): string {
  return `
      with judged as (
        select breadth, seed, initial, pretraining, widths, units, snapshot, code, status, explained, undecided_share, reason
        from autoencoder_code where study = ${study}
      ), codes as (
        select hfm.* exclude (study, reason, layer), hfm.layer as depth, ladder, classes, explained, undecided_share,
               judged.status = 'collapsed' as collapsed,
               if(hfm.snapshot = 'final' and judged.status != 'ok', judged.reason, hfm.reason) as reason
        from hfm_divergence as hfm join judged using (breadth, seed, initial, pretraining, widths, units, snapshot, code)
             join (select distinct breadth, ladder, classes from breadth_rung where study = ${study}) using (breadth)
        where hfm.study = ${study} and convention = 'A'
      ), trained as (
        select *, corrected - coalesce(null_divergence, 0) as nats, if(reason is null, nats, null) as excess,
               if(reason is null, corrected - shuffled_divergence, null) as above_shuffled
        from codes where snapshot = 'final'
      )
      select trained.*, before.untrained, before.untrained_divergence
      from trained left join (
        select breadth, seed, initial, widths, code, if(reason is null, corrected - null_divergence, null) as untrained,
               if(reason is null, corrected, null) as untrained_divergence
        from codes where snapshot = 'init'
      ) as before using (breadth, seed, initial, widths, code)`;
}

/**
 * SQL of what each seed says to the claims of the study, for `testedClaims`. What is compared is compared at each depth that
 * has a verdict on both sides, and the difference is the mean over these depths.
 */
function autoencoderDifferences(study: string): string {
  return `
      with codes as (from (${autoencoderCodes(study)})), depths as (
        select *, excess - lag(excess) over ladders as above_narrower, lag(breadth) over ladders as narrower, max(depth) over () as deepest
        from codes window ladders as (partition by initial, pretraining, units, ladder, seed, code, depth order by classes)
      ), ends as (
        select initial, pretraining, units, ladder, breadth, classes, code, seed, narrower,
               any_value(excess) filter (depth = deepest) as deep,
               nullif(regr_slope(excess, depth), 'NaN'::double) as per_layer,
               estimate(above_shuffled).mean as above_shuffled, estimate(above_narrower).mean as above_narrower, estimate(excess - untrained).mean as above_untrained
        from depths group by all
      )
      select initial, pretraining, units, ladder, classes, breadth, code, seed, claim, narrower, difference from (
        select * exclude (narrower), unnest([
          {'claim': 'deepest above its null', 'narrower': null, 'difference': deep},
          {'claim': 'per layer of depth', 'narrower': null, 'difference': per_layer},
          {'claim': 'less its shuffled version', 'narrower': null, 'difference': above_shuffled},
          {'claim': 'less the narrower rung', 'narrower': narrower, 'difference': above_narrower},
          {'claim': 'less untrained', 'narrower': null, 'difference': above_untrained}
        ], recursive := true) from ends)
      where (claim != 'less the narrower rung' or narrower is not null) and (claim != 'less untrained' or code = 'thresholded')
      union all by name
      select units, code, seed, 'all' as breadth, 'correlation with multi-information' as claim,
             nullif(corr(excess, multi_information), 'NaN'::double) as difference
      from codes group by all
      union all by name
      select units, code, seed, 'all' as breadth, 'correlation with what comes back' as claim, estimate(within_rung).mean as difference
      from (select units, code, seed, breadth, nullif(corr(excess, explained), 'NaN'::double) as within_rung from codes group by all)
      group by all`;
}

/** SQL of the tests of all claims, a row each, corrected together. */
export function autoencoderClaims(study: string): string {
  return testedClaims(autoencoderDifferences(study));
}

/** SQL of the closing table: a row for each training, size of the code, rung and code, a column for each claim. */
export function autoencoderSummary(study: string): string {
  return `
    with marked as (
      select initial, pretraining, units, breadth, code, count(*) filter (collapsed) || ' of ' || count(*) as collapsed,
             count(reason) || ' of ' || count(*) as no_verdict
      from (${autoencoderCodes(study)}) group by all
    ), tests as (
      select initial, pretraining, units, ladder, classes, breadth, code, any_value(narrower) as narrower, ${claimColumns(CLAIMS)}
      from (${autoencoderClaims(study)}) group by all
    )
    from tests left join marked using (initial, pretraining, units, breadth, code)
    order by ladder nulls last, initial, pretraining, units, classes, code`;
}

const CLAIMS = [
  ['deep', 'deepest above its null'],
  ['slope', 'per layer of depth'],
  ['shuffled', 'less its shuffled version'],
  ['broader', 'less the narrower rung'],
  ['trained', 'less untrained'],
  ['correlation', 'correlation with multi-information'],
  ['explained', 'correlation with what comes back'],
] as const;
