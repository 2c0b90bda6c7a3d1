import { DomainError, powerOfTwo } from '@rgflow/numerics';
import type { SpinDistribution } from './boltzmann.js';

/**
 * The distribution of some of the spins, the others summed over. `sites[i]` of the old becomes spin i of the new.
 *
 * @throws {DomainError} if a site is not one of 0, ..., n - 1.
 */
export function marginal(distribution: SpinDistribution, sites: readonly number[]): SpinDistribution {
  for (const site of sites) {
    if (!(Number.isInteger(site) && site >= 0 && site < distribution.spins)) {
      throw new DomainError(`marginal: there is no spin ${site}; the spins are 0 to ${distribution.spins - 1}.`);
    }
  }
  // The other spins are summed over one at a time, each halving the states.
  let { probabilities } = distribution;
  let left = Array.from({ length: distribution.spins }, (_, site) => site);
  for (let site = distribution.spins - 1; site >= 0; site--) {
    if (sites.includes(site)) continue;
    probabilities = withoutSpin(probabilities, site);
    left = left.filter((other) => other !== site);
  }
  const positions = sites.map((site) => left.indexOf(site));
  return coarseGrain({ spins: left.length, probabilities }, sites.length, (state) => gatherBits(state, positions));
}

/** The spin at `site` summed over, those above it one place down. */
function withoutSpin(probabilities: Float64Array, site: number): Float64Array {
  const stride = powerOfTwo(site);
  const rest = new Float64Array(probabilities.length / 2);
  for (let i = 0; i < rest.length; i++) {
    const below = i & (stride - 1);
    const down = 2 * (i - below) + below;
    rest[i] = probabilities[down]! + probabilities[down + stride]!;
  }
  return rest;
}

/**
 * The distribution of n' new spins that are functions of the old ones: the push-forward of p.
 *
 * @param spins  n'.
 * @param rule   The new state of an old state, both numbered as in `SpinDistribution`.
 */
export function coarseGrain(
  distribution: SpinDistribution,
  spins: number,
  rule: (state: number) => number,
): SpinDistribution {
  const { probabilities } = distribution;
  const coarse = new Float64Array(powerOfTwo(spins));
  for (let state = 0; state < probabilities.length; state++) coarse[rule(state)]! += probabilities[state]!;
  return { spins, probabilities: coarse };
}

/** The bits of `state` at `sites`, the first as bit 0. */
export function gatherBits(state: number, sites: readonly number[]): number {
  let gathered = 0;
  for (let i = 0; i < sites.length; i++) gathered |= ((state >> sites[i]!) & 1) << i;
  return gathered;
}
