import quantile from '@stdlib/stats-base-dists-t-quantile';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { equalAccuracyClaims } from './equal-accuracy.js';

/** A verdict is luck in one test of a hundred. */
const LUCK = 0.01;

/** For more seeds than this the point of so many is taken, which is stricter by 0.05 at most. */
const MOST_SEEDS = 100;

/** Two-sided 1 % points of Student's t for two seeds, three, ..., a hundred: of 1, 2, ..., 99 degrees of freedom. */
const onePercentPoints: readonly number[] = Array.from({ length: MOST_SEEDS - 1 }, (_, k) =>
  quantile(1 - LUCK / 2, k + 1),
);

/**
 * SQL that turns `nuisance_claim` into tests, one row for each claim and whatever was swept besides the seed:
 *
 *     difference = mean over n seeds,    difference_se = s / √n,    t = difference / difference_se,
 *
 * and the `verdict`: the target is 'more readable' or 'less readable' if t is beyond the 1 % point of n - 1 degrees of
 * freedom on that side, else 'undecided', as where a network has diverged or there is one seed only. `as_expected` says
 * whether the claim expects that. The difference is then that of the other seeds, and `some_seeds` tells of how many ('3 of
 * 4').
 *
 * A verdict is of what a reader finds, which is a bound: information that is there may be harder to read or easier, and of
 * a deterministic layer none is made.
 *
 * Deep and shallow are compared twice: after as many epochs, and where they classify equally well.
 *
 * @param study      A quoted literal.
 * @param condition  On the rows of the answer.
 */
export function claimVerdicts(study: string, condition = 'true'): string {
  const point = `[${onePercentPoints.join(', ')}][least(seeds, ${MOST_SEEDS}) - 1]`;
  return `
    with claims as (
      from nuisance_claim where study = ${study}
      union all by name
      select * exclude (accuracy) from (${equalAccuracyClaims(study)})
    ), differences as (
      select * exclude (seed, difference, reason), estimate(difference).count as seeds, ${meanOverSeeds('difference', { seeds: 'some_seeds' })}
      from claims group by all
    ), tests as (
      select *, difference / nullif(difference_se, 0) as t, if(seeds > 1, ${point}, null) as threshold from differences
    ), verdicts as (
      select *, if(some_seeds is null and coalesce(abs(t) >= threshold, false), if(t > 0, 'more readable', 'less readable'), 'undecided') as verdict
      from tests
    )
    select *, if(verdict = 'undecided', null, (t > 0) = (expected = 'more')) as as_expected
    from verdicts
    where ${condition}
    order by all`;
}
