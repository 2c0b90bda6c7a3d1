import { meanOverSeeds } from '../mean-over-seeds.js';
import { AT_EQUAL_ACCURACY, equalAccuracyClaims } from './equal-accuracy.js';

/**
 * SQL that turns `nuisance_claim` into tests, one row for each claim and whatever was swept besides the seed:
 *
 *     difference = mean over n seeds,    difference_se = s / √n,    t = difference / difference_se,
 *
 * `p` of Student's t with n - 1 degrees of freedom, two-sided, and `p_holm`, corrected by Holm for all tests of a reader in
 * the answer; those at equal accuracy are a family of their own. The `verdict`: the target is 'more readable' or 'less
 * readable' where `p_holm` is at most 5 %, so that one of twenty such families has a wrong one, else 'undecided': that a
 * difference was not found is no proof that there is none. Undecided it is too where a network has diverged, for then
 * the rest is a choice, and where there is one seed only; such a test has no p and does not count in its family. The
 * difference is then that of the other seeds, and `some_seeds` tells of how many ('3 of 4'). `as_expected` says whether the
 * claim expects the verdict.
 *
 * A verdict is of what a reader finds, which is a bound: information that is there may be harder to read or easier, and of
 * a deterministic layer none is made.
 *
 * Deep and shallow are compared twice: after as many epochs, and where they classify equally well.
 *
 * @param study      A quoted literal.
 * @param condition  On the rows of the answer; the families are those of all rows.
 */
export function claimVerdicts(study: string, condition = 'true'): string {
  return `
    with claims as (
      from nuisance_claim where study = ${study}
      union all by name
      select * exclude (accuracy) from (${equalAccuracyClaims(study)})
    ), differences as (
      select * exclude (seed, difference, reason), estimate(difference).count as seeds, ${meanOverSeeds('difference', { seeds: 'some_seeds' })}
      from claims group by all
    ), tests as (
      select *, difference / nullif(difference_se, 0) as t, if(some_seeds is null and seeds > 1, student_p(t, seeds - 1), null) as p from differences
    ), corrected as (
      select *, holm_p(p, list(p) over (partition by reader, comparison = '${AT_EQUAL_ACCURACY}')) as p_holm from tests
    ), verdicts as (
      select *, if(coalesce(p_holm <= 0.05, false), if(t > 0, 'more readable', 'less readable'), 'undecided') as verdict
      from corrected
    )
    select *, if(verdict = 'undecided', null, (t > 0) = (expected = 'more')) as as_expected
    from verdicts
    where ${condition}
    order by all`;
}
