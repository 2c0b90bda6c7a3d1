import type { LearnedMachine } from '@rgflow/boltzmann/learned';

/**
 * ln p(all units on) - ln p(all units off) of a machine of Bernoulli units, in nats:
 *
 *     Σ bᵢ + Σⱼ [ln(1 + e^{cⱼ + Σᵢ Wᵢⱼ}) - ln(1 + e^{cⱼ})].
 *
 * 0 of a machine to which up and down are alike, as they are to spins without a field.
 */
export function upLessDown({ weights, visibleBiases, hiddenBiases }: LearnedMachine): number {
  const hidden = hiddenBiases.length;
  let difference = 0;
  for (const bias of visibleBiases) difference += bias;
  for (let j = 0; j < hidden; j++) {
    let input = hiddenBiases[j]!;
    for (let at = j; at < weights.length; at += hidden) input += weights[at]!;
    difference += softplus(input) - softplus(hiddenBiases[j]!);
  }
  return difference;
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
