import type { SpinDistribution } from './boltzmann.js';
import { preciseSum } from './precise-sum.js';

/** Shannon entropy -Σ p ln p in nats, with 0 ln 0 = 0. */
export function spinEntropy({ probabilities }: SpinDistribution): number {
  return preciseSum(probabilities.length, (state) => {
    const p = probabilities[state]!;
    return p > 0 ? -p * Math.log(p) : 0;
  });
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
