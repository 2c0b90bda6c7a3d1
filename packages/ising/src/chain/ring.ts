import { DomainError, powerOfTwo } from '@rgflow/numerics';
import type { DecimationStep } from '../decimation-step.js';
import { type ChainCouplings, checkCouplings } from './couplings.js';
import { decimateChain } from './decimation.js';
import type { ChainEquilibrium } from './equilibrium.js';
import { type ChainOptions, removedNegentropy } from './relative-entropy.js';

/** A ring of N spins, exactly, and its decimation as far as every other spin can be removed. */
export interface RingEntropies {
  /** ln Z. */
  readonly logPartition: number;
  /** S(p) in nats. */
  readonly entropy: number;
  /** Steps 0, 1, ..., to the last with an even number of spins before it. */
  readonly steps: readonly DecimationStep[];
}

/**
 * The periodic chain of N spins by the transfer matrix: Z = tr Tᴺ, and the relative entropy of each decimation step in
 * units of N ln 2.
 *
 * A ring of two spins has two bonds between them, a ring of one spin one to itself: so the formulas hold down to N = 1.
 *
 * @param coupling  K, of either sign.
 * @param spins     N >= 1.
 * @throws {DomainError} if a coupling is not finite or N is not a whole number from 1 to 2^30.
 *
 * @example
 * ringRelativeEntropy(0.5, 8).steps[3].relativeEntropy; // 0.162231658074
 */
export function ringRelativeEntropy(coupling: number, spins: number, options: ChainOptions = {}): RingEntropies {
  const { field = 0, constant = 0 } = options;
  let couplings: ChainCouplings = { coupling, field, constant };
  checkCouplings('ringRelativeEntropy', couplings);
  if (!(Number.isInteger(spins) && spins >= 1 && spins <= 2 ** 30)) {
    throw new DomainError(`ringRelativeEntropy: the ring has ${spins} spins; give a whole number from 1 to 2^30.`);
  }
  const steps: DecimationStep[] = [];
  let lost = 0; // S(p‖p⁽ⁿ⁾)/N in nats
  for (let step = 0; ; step++) {
    const relativeEntropy = lost / Math.LN2;
    steps.push({
      step,
      ...couplings,
      relativeEntropy,
      relativeEntropyUnnormalised: relativeEntropy - (1 - powerOfTwo(-step)),
    });
    const size = spins / powerOfTwo(step);
    if (size % 2 !== 0) break;
    const retained = decimateChain(couplings);
    lost += powerOfTwo(-(step + 1)) * removedNegentropy(couplings, ringPairs(retained, size / 2));
    couplings = retained;
  }
  const { logPartition, entropy } = ringThermodynamics(steps[0]!, spins);
  return { logPartition, entropy, steps };
}

/** Law of a neighbouring pair on a ring: P(σ, σ') = T(σ, σ') Tᴺ⁻¹(σ', σ) / tr Tᴺ. */
function ringPairs(couplings: ChainCouplings, spins: number): ChainEquilibrium['pairs'] {
  const bond = transferMatrix(couplings);
  const rest = power(bond, spins - 1);
  const trace = bond.up * rest.up + 2 * bond.mixed * rest.mixed + bond.down * rest.down;
  return {
    up: (bond.up * rest.up) / trace,
    down: (bond.down * rest.down) / trace,
    mixed: (bond.mixed * rest.mixed) / trace,
  };
}

/** ln Z, and S = ln Z + ⟨H⟩ with ⟨H⟩ from the law of a pair. */
function ringThermodynamics(couplings: ChainCouplings, spins: number): { logPartition: number; entropy: number } {
  const whole = power(transferMatrix(couplings), spins);
  const pairs = ringPairs(couplings, spins);
  const logPartitionOfBonds = whole.logScale + Math.log(whole.up + whole.down);
  const energyPerSite =
    -couplings.coupling * (pairs.up + pairs.down - 2 * pairs.mixed) - couplings.field * (pairs.up - pairs.down);
  return {
    logPartition: spins * couplings.constant + logPartitionOfBonds,
    entropy: Math.max(0, logPartitionOfBonds + spins * energyPerSite),
  };
}

/** e^(logScale) times the symmetric matrix (up, mixed; mixed, down). */
interface SymmetricMatrix {
  readonly up: number;
  readonly down: number;
  readonly mixed: number;
  readonly logScale: number;
}

/** Without K₀, the largest element scaled to 1. */
function transferMatrix({ coupling, field }: ChainCouplings): SymmetricMatrix {
  const logScale = Math.max(coupling + Math.abs(field), -coupling);
  return {
    up: Math.exp(coupling + field - logScale),
    down: Math.exp(coupling - field - logScale),
    mixed: Math.exp(-coupling - logScale),
    logScale,
  };
}

/** Powers of one symmetric matrix commute, so that their products are symmetric. */
function power(matrix: SymmetricMatrix, exponent: number): SymmetricMatrix {
  let result: SymmetricMatrix = { up: 1, down: 1, mixed: 0, logScale: 0 };
  let square = matrix;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, square);
    if (rest > 1) square = product(square, square);
  }
  return result;
}

function product(a: SymmetricMatrix, b: SymmetricMatrix): SymmetricMatrix {
  const up = a.up * b.up + a.mixed * b.mixed;
  const mixed = a.up * b.mixed + a.mixed * b.down;
  const down = a.mixed * b.mixed + a.down * b.down;
  const scale = Math.max(up, mixed, down);
  return {
    up: up / scale,
    mixed: mixed / scale,
    down: down / scale,
    logScale: a.logScale + b.logScale + Math.log(scale),
  };
}
