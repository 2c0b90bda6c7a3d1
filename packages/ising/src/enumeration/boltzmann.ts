import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { preciseSum } from './precise-sum.js';

/** A probability distribution over all states of n spins. Spin i of state s is +1 where bit i of s is 1, else -1. */
export interface SpinDistribution {
  readonly spins: number;
  /** Shape (2ⁿ). */
  readonly probabilities: Float64Array;
}

/** More states than fit comfortably into memory and a second. */
const MOST_SPINS = 22;

/**
 * The Boltzmann distribution p = e^(-H) / Z of n spins by enumeration of all 2ⁿ states, and ln Z.
 *
 * @param spins        n, from 1 to 22.
 * @param minusEnergy  -H of a state, finite, from its spins, `spin(i)` = ±1, or its number.
 * @throws {DomainError} if n is not a whole number from 1 to 22, or an energy is not finite.
 *
 * @example Two spins
 * boltzmannDistribution(2, (spin) => 0.5 * spin(0) * spin(1)).logPartition; // ln(4 cosh 0.5) = 1.5064088680...
 */
export function boltzmannDistribution(
  spins: number,
  minusEnergy: (spin: (site: number) => number, state: number) => number,
): SpinDistribution & { readonly logPartition: number } {
  if (!(Number.isInteger(spins) && spins >= 1 && spins <= MOST_SPINS)) {
    throw new DomainError(
      `boltzmannDistribution: ${spins} spins; enumeration takes a whole number from 1 to ${MOST_SPINS}.`,
    );
  }
  const probabilities = new Float64Array(powerOfTwo(spins));
  let state = 0;
  const spin = (site: number) => (((state >> site) & 1) << 1) - 1;
  let largest = Number.NEGATIVE_INFINITY;
  for (; state < probabilities.length; state++) {
    const exponent = minusEnergy(spin, state);
    if (!Number.isFinite(exponent)) {
      throw new DomainError(`boltzmannDistribution: -H of state ${state} is ${exponent}; energies must be finite.`);
    }
    probabilities[state] = exponent;
    if (exponent > largest) largest = exponent;
  }
  for (let s = 0; s < probabilities.length; s++) probabilities[s] = Math.exp(probabilities[s]! - largest);
  const sum = preciseSum(probabilities.length, (s) => probabilities[s]!);
  for (let s = 0; s < probabilities.length; s++) probabilities[s]! /= sum;
  return { spins, probabilities, logPartition: largest + Math.log(sum) };
}
