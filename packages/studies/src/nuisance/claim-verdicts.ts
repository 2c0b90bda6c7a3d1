import quantile from '@stdlib/stats-base-dists-t-quantile';
import { meanOverSeeds } from '../mean-over-seeds.js';

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
 * and the `verdict`: 'supported' if t is beyond the 1 % point of n - 1 degrees of freedom on the side that the claim
 * expects, 'contradicted' if it is beyond on the other, else 'undecided', as where a network has diverged or there is one
 * seed only. The difference is then that of the other seeds, and `some_seeds` tells of how many ('3 of 4').
 *
 * @param study  A quoted literal.
 */
export function claimVerdicts(study: string): string {
  const point = `[${onePercentPoints.join(', ')}][least(seeds, ${MOST_SEEDS}) - 1]`;
  return `
    with differences as (
      select * exclude (seed, difference, reason), estimate(difference).count as seeds, ${meanOverSeeds('difference', { seeds: 'some_seeds' })}
      from nuisance_claim where study = ${study} group by all
    ), tests as (
      select *, difference / nullif(difference_se, 0) as t, if(seeds > 1, ${point}, null) as threshold from differences
    )
    select *, case
      when some_seeds is null and coalesce(abs(t) >= threshold, false) then if((t > 0) = (expected = 'more'), 'supported', 'contradicted')
      else 'undecided' end as verdict
    from tests
    order by all`;
}
