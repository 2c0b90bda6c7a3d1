import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { bitCount } from '../bits.js';
import { checkCoupling } from '../coupling.js';
import type { RelativeEntropyStep } from '../decimation-step.js';
import { boltzmannDistribution } from '../enumeration/boltzmann.js';
import { spinEntropy } from '../enumeration/entropy.js';
import { marginal } from '../enumeration/marginal.js';
import { preciseSum } from '../enumeration/precise-sum.js';
import { multiInformation } from '../information/multi-information.js';

/** A step of the exact decimation of a small torus. */
export interface TorusStep extends RelativeEntropyStep {
  /** Relative entropy of the retained spins' joint distribution to the product of their own, per retained spin, in nats. */
  readonly multiInformation: number;
}

/** A small periodic square lattice, exactly. */
export interface TorusEntropies {
  /** ln Z. */
  readonly logPartition: number;
  /** u = ⟨σσ'⟩ of neighbours. */
  readonly energyPerBond: number;
  /** S(p) in nats. */
  readonly entropy: number;
  /** Steps 0, 1, ..., until one spin is left. */
  readonly steps: readonly TorusStep[];
}

/**
 * The size × size torus by enumeration of its states, decimated until one spin is left: retained are the sites with
 * x + y even, then those with x and y even, then of these again every other, and so on. The marginals are exact, with all
 * the couplings the truncations leave out.
 *
 * @param coupling  K >= 0.
 * @param size      2 or 4; on 2 × 2 each pair of neighbours has two bonds.
 * @throws {DomainError} if K is negative or not finite, or for another size.
 *
 * @example
 * enumerateTorus(0.4, 4).steps[1].relativeEntropy; // 0.294672678970
 */
export function enumerateTorus(coupling: number, size: number): TorusEntropies {
  checkCoupling('enumerateTorus', coupling);
  if (size !== 2 && size !== 4) {
    throw new DomainError(
      `enumerateTorus: size is ${size}; give 2 or 4. (6 × 6 has 7e10 states, and an odd torus has no checkerboard.)`,
    );
  }
  const sites = size * size;
  const bonds = bondSums(size);
  const fine = boltzmannDistribution(sites, (_, state) => coupling * bonds[state]!);
  const entropy = spinEntropy(fine);
  const steps = sublattices(size).map((retainedSites, step) => {
    const retained = step === 0 ? fine : marginal(fine, retainedSites);
    const lost = step === 0 ? 0 : spinEntropy(retained) - entropy + (sites - retained.spins) * Math.LN2;
    const relativeEntropy = lost / (sites * Math.LN2);
    return {
      step,
      relativeEntropy,
      relativeEntropyUnnormalised: relativeEntropy - (1 - powerOfTwo(-step)),
      multiInformation: multiInformation(retained) / retained.spins,
    };
  });
  const meanOfBonds = preciseSum(bonds.length, (state) => fine.probabilities[state]! * bonds[state]!);
  return { logPartition: fine.logPartition, energyPerBond: meanOfBonds / (2 * sites), entropy, steps };
}

/** Σ σσ' over the bonds of each state; of each site those to the next in its row and in its column. */
function bondSums(size: number): Int8Array {
  const sites = size * size;
  const lastColumn = Array.from({ length: size }, (_, y) => 1 << (y * size + size - 1)).reduce((a, b) => a | b);
  const lastRow = (1 << size) - 1;
  const sums = new Int8Array(powerOfTwo(sites));
  for (let state = 0; state < sums.length; state++) {
    const right = ((state & ~lastColumn) << 1) | ((state & lastColumn) >> (size - 1));
    const below = (state >> size) | ((state & lastRow) << (sites - size));
    sums[state] = 2 * (sites - bitCount(state ^ right) - bitCount(state ^ below));
  }
  return sums;
}

/** The sites retained after 0, 1, 2, ... steps. */
function sublattices(size: number): number[][] {
  const kept: number[][] = [];
  for (let step = 0; powerOfTwo(step) <= size * size; step++) {
    const stride = powerOfTwo(Math.floor(step / 2));
    const sites: number[] = [];
    for (let y = 0; y < size; y += stride) {
      for (let x = 0; x < size; x += stride) {
        if (step % 2 === 0 || ((x + y) / stride) % 2 === 0) sites.push(y * size + x);
      }
    }
    kept.push(sites);
  }
  return kept;
}
