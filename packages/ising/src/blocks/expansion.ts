import { cumulantsFromMoments, DomainError, pow, powerOfTwo } from '@rgflow/numerics';
import { boltzmannDistribution } from '../enumeration/boltzmann.js';
import { preciseSum } from '../enumeration/precise-sum.js';

type Spins = (site: number) => number;

/** Spins in blocks: H = H₀ + V, and the block spins as a function of the spins. */
export interface BlockSystem {
  /** Number of spins, up to 22. */
  readonly spins: number;
  /** -H₀, the couplings within blocks. */
  readonly within: (spin: Spins) => number;
  /** -V, the couplings between blocks. */
  readonly between: (spin: Spins) => number;
  readonly blocks: number;
  /** The block spins of a state, block i up where bit i is 1. */
  readonly blockSpins: (spin: Spins) => number;
}

/** The block Hamiltonian of one configuration of the block spins. */
export interface BlockEnergy {
  /** H' exactly: e^(-H') is the sum of e^(-H) over all states with these block spins. */
  readonly exact: number;
  /** H' to order 0, 1, 2, ... in V. Shape (order + 1). */
  readonly orders: readonly number[];
}

/**
 * The block Hamiltonian in the cumulant expansion, to any order, beside the exact one, by enumeration:
 *
 *     H' = -ln Z₀ + ⟨V⟩₀ - (1/2) var₀ V + ... = -ln Z₀ - Σₖ (-1)ᵏ κₖ[V] / k!,
 *
 * Z₀ and the cumulants over the states with given block spins, weighted by e^(-H₀). The series need not converge.
 *
 * @param order  Highest power of V, from 0 to 20.
 * @returns One entry for each configuration of the block spins, shape (2^blocks).
 * @throws {DomainError} if the order is out of range, there are too many spins, an energy is not finite, or no state has
 *   some block spins.
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Physica 71, 17 (1974).
 */
export function blockExpansion(system: BlockSystem, order: number): readonly BlockEnergy[] {
  if (!(Number.isInteger(order) && order >= 0 && order <= 20)) {
    throw new DomainError(`blockExpansion: order is ${order}; give a whole number from 0 to 20.`);
  }
  const { spins, blocks } = system;
  const intra = boltzmannDistribution(spins, system.within);
  const states: { weight: number; minusV: number }[][] = Array.from({ length: powerOfTwo(blocks) }, () => []);
  const all = powerOfTwo(spins);
  for (let state = 0; state < all; state++) {
    const spin = (site: number) => 2 * ((state >> site) & 1) - 1;
    const target = states[system.blockSpins(spin)];
    if (target === undefined) {
      throw new DomainError(
        `blockExpansion: state ${state} has block spins ${system.blockSpins(spin)}; with ${blocks} blocks they are numbered ` +
          `0 to ${states.length - 1}.`,
      );
    }
    target.push({ weight: intra.probabilities[state]!, minusV: system.between(spin) });
  }
  return states.map((members, configuration) => {
    if (members.length === 0) {
      throw new DomainError(
        `blockExpansion: no state has block spins ${configuration}; every configuration needs one.`,
      );
    }
    return energyOf(members, intra.logPartition, order);
  });
}

function energyOf(
  members: readonly { weight: number; minusV: number }[],
  logPartition: number,
  order: number,
): BlockEnergy {
  const mean = (f: (minusV: number) => number) =>
    preciseSum(members.length, (i) => members[i]!.weight * f(members[i]!.minusV)) / weight;
  const weight = preciseSum(members.length, (i) => members[i]!.weight);
  const centre = mean((minusV) => minusV);
  const logWeight = Math.log(weight) + logPartition;
  const cumulants = cumulantsFromMoments(
    Array.from({ length: order }, (_, k) => mean((minusV) => pow(minusV - centre, k + 1))),
  );
  const orders = [-logWeight];
  let factorial = 1;
  for (let k = 1; k <= order; k++) {
    factorial *= k;
    orders.push(orders[k - 1]! - (cumulants[k - 1]! + (k === 1 ? centre : 0)) / factorial);
  }
  const largest = Math.max(...members.map((member) => member.minusV));
  return { exact: -logWeight - largest - Math.log(mean((minusV) => Math.exp(minusV - largest))), orders };
}
