import { DomainError, powerOfTwo, ShapeError } from '@rgflow/numerics';
import type { VisibleMachine } from './visible-machine.js';

export interface VisibleDistribution {
  /** ln Z = ln Σₓ e^{-H(x)}. */
  readonly logPartition: number;
  /** p(x), shape (2ⁿ), the first unit the most significant bit: for n = 2 the states 00, 01, 10, 11. */
  readonly probabilities: Float64Array;
  /** ⟨xᵢ⟩, shape (n). */
  readonly means: readonly number[];
  /** ⟨xᵢxⱼ⟩, shape (n, n); ⟨xᵢ⟩ on the diagonal. */
  readonly secondMoments: readonly (readonly number[])[];
}

/**
 * The distribution of all states of a machine of Bernoulli units, by enumeration: 2ⁿ states, n² operations each.
 *
 * @throws {ShapeError}   if the coupling is not of shape (n, n).
 * @throws {DomainError}  if there is no unit or more than LARGEST_MACHINE, a number is not finite, or the coupling is not
 *                        symmetric.
 *
 * @example Two units that like to be on together
 * visibleDistribution({ field: [0, 0], coupling: [[0, Math.log(2)], [Math.log(2), 0]], constant: 0 }).probabilities;
 * // [0.2, 0.2, 0.2, 0.4]
 */
export function visibleDistribution(machine: VisibleMachine): VisibleDistribution {
  check(machine);
  const { field, coupling, constant } = machine;
  const n = field.length;
  const energies = new Float64Array(powerOfTwo(n));
  let lowest = 0;
  for (let x = 1; x < energies.length; x++) {
    // x has its least significant unit i more than a state whose energy is known.
    const rest = x & (x - 1);
    const i = unitOf(x ^ rest, n);
    let energy = energies[rest]! - field[i]! - coupling[i]![i]! / 2;
    for (let bits = rest; bits !== 0; bits &= bits - 1) energy -= coupling[i]![unitOf(bits & -bits, n)]!;
    energies[x] = energy;
    lowest = Math.min(lowest, energy);
  }
  const probabilities = energies.map((energy) => Math.exp(lowest - energy));
  const total = probabilities.reduce((a, b) => a + b, 0);
  const secondMoments = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let x = 0; x < probabilities.length; x++) {
    const p = probabilities[x]! / total;
    probabilities[x] = p;
    for (let a = x; a !== 0; a &= a - 1) {
      const row = secondMoments[unitOf(a & -a, n)]!;
      for (let b = x; b !== 0; b &= b - 1) row[unitOf(b & -b, n)]! += p;
    }
  }
  return {
    logPartition: Math.log(total) - lowest - constant,
    probabilities,
    means: secondMoments.map((row, i) => row[i]!),
    secondMoments,
  };
}

/** Of which 2ⁿ probabilities take 8 MB. */
const LARGEST_MACHINE = 20;

/** The unit of a single bit: unit 0 is the most significant one. */
function unitOf(bit: number, n: number): number {
  return n - 32 + Math.clz32(bit);
}

function check({ field, coupling, constant }: VisibleMachine): void {
  const n = field.length;
  if (!(n >= 1 && n <= LARGEST_MACHINE)) {
    throw new DomainError(
      `visibleDistribution: the machine has ${n} units; enumeration takes 1 to ${LARGEST_MACHINE}, for 2^n states.`,
    );
  }
  if (coupling.length !== n || coupling.some((row) => row.length !== n)) {
    throw new ShapeError(`visibleDistribution: the coupling of ${n} units must have shape (${n}, ${n}).`);
  }
  if (![constant, ...field, ...coupling.flat()].every(Number.isFinite)) {
    throw new DomainError('visibleDistribution: a field, a coupling or the constant is not finite.');
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [lower, upper] = [coupling[i]![j]!, coupling[j]![i]!];
      if (!(Math.abs(lower - upper) <= 1e-12 * (1 + Math.abs(lower)))) {
        throw new DomainError(
          `visibleDistribution: the coupling of units ${i} and ${j} is ${lower} one way and ${upper} the other; make it symmetric.`,
        );
      }
    }
  }
}
