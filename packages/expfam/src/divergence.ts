import type { ExponentialFamily } from './family.js';

/**
 * KL divergence of one distribution of a family from another, in nats; it needs nothing but the log-partition and its slope:
 *
 *     D(p ‖ q) = A(θ_q) - A(θ_p) - (θ_q - θ_p) · ⟨T⟩_p.
 *
 * Of nearby distributions that would have the rounding of A: families of numbers and the Gaussian chain have closed forms
 * without it, Ising chains nearer to one another than 0.1/N the integral of their Fisher information. What rounding of θ
 * leaves of the distributions stays: a mean of 10⁹ standard deviations has seven digits of one of them.
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
  if (family.divergence !== undefined) return family.divergence(p, q);
  const means = family.meanStatistics(p);
  return q.reduce(
    (sum, theta, i) => sum - (theta - p[i]!) * means[i]!,
    family.logPartition(q) - family.logPartition(p),
  );
}

/**
 * f(1) - f(0) - f'(0) = ∫ (1 - t) f''(t) dt over t from 0 to 1, of a function that a polynomial of ten powers describes, by
 * five points of Gauss and Legendre.
 */
export function beyondSlope(second: (t: number) => number): number {
  return NODES.reduce((sum, [node, weight]) => {
    return sum + (weight / 4) * ((1 + node) * second((1 - node) / 2));
  }, 0);
}

const NODES = [
  [-0.906179845938664, 0.23692688505618908],
  [-0.5384693101056831, 0.47862867049936647],
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
] as const;
