import type { SpinDistribution } from './boltzmann.js';

/** Shannon entropy -Σ p ln p in nats, with 0 ln 0 = 0. */
export function spinEntropy({ probabilities }: SpinDistribution): number {
  let sum = 0;
  for (let state = 0; state < probabilities.length; state++) {
    const p = probabilities[state]!;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}

/**
 * S(p‖p') of a distribution from its exact marginal on fewer spins, p' spread evenly over the states of the removed ones,
 * in nats:
 *
 *     S(p‖p') = S(p') - S(p) + (n - n') ln 2.
 *
 * Never negative. Source: eq. (2.7) of arXiv:2107.06898, with ⟨H'⟩ + ln Z = S(p').
 */
export function marginalRelativeEntropy(fine: SpinDistribution, coarse: SpinDistribution): number {
  return spinEntropy(coarse) - spinEntropy(fine) + (fine.spins - coarse.spins) * Math.LN2;
}
