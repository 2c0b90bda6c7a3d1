import { standardErrorOf } from '../over-rows.js';

/**
 * Two-sided 1 % points of Student's t for two seeds, three, ..., ten: a verdict is luck in one test of a hundred. For more seeds the last one is
 * a little too strict.
 */
export const ONE_PERCENT_POINTS = [63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25] as const;

/**
 * SQL that turns `nuisance_claim` into tests, one row for each claim and whatever was swept besides the seed:
 *
 *     difference = mean over n seeds,    standard_error = s / √n,    t = difference / standard_error,
 *
 * and the `verdict`: 'supported' if t is beyond the 1 % point of n - 1 degrees of freedom on the side that the claim expects, 'contradicted'
 * if it is beyond on the other, else 'undecided', as where a network has diverged or there is one seed only.
 *
 * @param study  A quoted literal.
 */
export function nuisanceTests(study: string): string {
  const point = `[${ONE_PERCENT_POINTS.join(', ')}][least(seeds, ${ONE_PERCENT_POINTS.length + 1}) - 1]`;
  return `
    with differences as (
      select * exclude (seed, difference), count(*) as seeds, avg(difference) as difference,
             ${standardErrorOf('difference')} as standard_error
      from nuisance_claim where study = ${study} group by all
    ), tests as (
      select *, difference / nullif(standard_error, 0) as t, ${point} as threshold from differences
    )
    select *, case
      when coalesce(abs(t) >= threshold, false) then if((t > 0) = (expected = 'more'), 'supported', 'contradicted')
      else 'undecided' end as verdict
    from tests`;
}
