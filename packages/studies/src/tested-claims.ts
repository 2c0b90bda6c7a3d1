import { meanOverSeeds } from './mean-over-seeds.js';

/**
 * SQL that turns differences of single seeds into tests, one row for each claim: `difference`, the mean over n seeds with
 * its standard error, Student's t of n - 1 degrees of freedom and its two-sided `p`, `p_holm` corrected for all rows of the
 * answer, and the `verdict`: 'higher' or 'lower' where that is at most 5 %, so that one of twenty such tables has a wrong
 * one, else 'undecided': that a difference was not found is no proof that there is none. No verdict with fewer than two
 * seeds.
 *
 * @param differences  SQL of rows with `seed`, `difference` (null where there is none), and columns that name the claim.
 */
export function testedClaims(differences: string): string {
  return `
    with means as (
      select * exclude (seed, difference), ${meanOverSeeds('difference', { seeds: 'some_seeds' })}, estimate(difference).count as seeds
      from (${differences}) group by all
    ), tests as (
      select *, difference / nullif(difference_se, 0) as t, if(seeds > 1, student_p(t, seeds - 1), null) as p from means
    ), corrected as (
      select *, holm_p(p, list(p) over ()) as p_holm from tests
    )
    select *, if(p_holm <= 0.05, if(difference > 0, 'higher', 'lower'), if(p_holm is null, null, 'undecided')) as verdict
    from corrected`;
}

/**
 * SQL of the columns of a closing table, a test as a text each.
 *
 * @param claims  The name of a column, and the claim it shows.
 */
export function claimColumns(claims: readonly (readonly [string, string])[]): string {
  return claims.map(([name, claim]) => `${shownTest(`claim = '${claim}'`)} as ${name}`).join(',\n           ');
}

/** SQL of a test as a text: '0.123 ± 0.004 higher', with the seeds where some have no value. */
function shownTest(where: string): string {
  const shown = `coalesce(format('{:.3f}', difference), 'no verdict') || coalesce(format(' ± {:.3f}', difference_se), '')
               || coalesce(' (' || some_seeds || ')', '') || coalesce(' ' || verdict, '')`;
  return `any_value(${shown}) filter (${where})`;
}
