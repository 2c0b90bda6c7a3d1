import type { ExponentialFamily } from './family.js';

/**
 * KL divergence of one distribution of a family from another, in nats; it needs nothing but the log-partition and its slope:
 *
 *     D(p ‖ q) = A(θ_q) - A(θ_p) - (θ_q - θ_p) · ⟨T⟩_p.
 *
 * Of nearby distributions it has the rounding of A.
 *
 * @param p, q  Natural parameters.
 * @throws {DomainError}  if one of them has no distribution.
 *
 * @example Two exponential laws, one twice as fast: ln 2 - ½
 * familyDivergence(exponential, [-2], [-1]); // 0.1931
 */
export function familyDivergence<Sample>(
  family: ExponentialFamily<Sample>,
  p: readonly number[],
  q: readonly number[],
): number {
  const means = family.meanStatistics(p);
  return q.reduce(
    (sum, theta, i) => sum - (theta - p[i]!) * means[i]!,
    family.logPartition(q) - family.logPartition(p),
  );
}
