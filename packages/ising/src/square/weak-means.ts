import { powerOfTwo, square } from '@rgflow/numerics';

/** Spins with -H = Σₖ Kₖ Eₖ, Eₖ whole numbers, and whole numbers whose means are asked for. */
interface WeakSpins {
  readonly spins: number;
  /** Kₖ, shape (terms). */
  readonly couplings: readonly number[];
  /** Eₖ of a state, from its number. */
  readonly terms: (state: number) => readonly number[];
  readonly observables: (state: number) => readonly number[];
  /** Whether a map of the states turns -H over and leaves the observables: then odd orders in K vanish. */
  readonly isEven: boolean;
}

/**
 * Means of observables whose sum over all states is zero, with all digits however weak the couplings are:
 *
 *     ⟨x⟩ Z = Σₖ Kₖ Σ x Eₖ + (1/2) Σₖₗ Kₖ Kₗ Σ x Eₖ Eₗ + Σ x [e^E - 1 - E - E²/2],
 *
 * the first two sums over states in whole numbers, so that what vanishes of them is zero and not rounding.
 */
export function weakMeans({ spins, couplings, terms, observables, isEven }: WeakSpins): readonly number[] {
  const first: number[][] = [];
  const second: number[][][] = [];
  const rest: number[] = [];
  let partition = 0;
  for (let state = 0; state < powerOfTwo(spins); state++) {
    const energies = terms(state);
    const exponent = energies.reduce((sum, energy, k) => sum + couplings[k]! * energy, 0);
    const beyond = beyondSecondOrder(exponent, isEven);
    partition += beyond + 1 + (isEven ? 0 : exponent) + square(exponent) / 2;
    observables(state).forEach((x, o) => {
      first[o] ??= couplings.map(() => 0);
      second[o] ??= couplings.map(() => couplings.map(() => 0));
      rest[o] = (rest[o] ?? 0) + x * beyond;
      energies.forEach((energy, k) => {
        first[o]![k]! += x * energy;
        for (let l = 0; l <= k; l++) second[o]![k]![l]! += x * energy * energies[l]! * (l < k ? 2 : 1);
      });
    });
  }
  return rest.map((sum, o) => {
    const linear = first[o]!.reduce((total, moment, k) => total + couplings[k]! * moment, 0);
    const quadratic = second[o]!.reduce(
      (total, row, k) => total + couplings[k]! * row.reduce((inner, moment, l) => inner + couplings[l]! * moment, 0),
      0,
    );
    return (linear + quadratic / 2 + sum) / partition;
  });
}

/** e^u - 1 - u - u²/2, or of its even part cosh u - 1 - u²/2, for |u| of a few at most. */
function beyondSecondOrder(u: number, isEven: boolean): number {
  let term = isEven ? square(square(u)) / 24 : (u * square(u)) / 6;
  let sum = 0;
  for (let order = isEven ? 4 : 3; sum + term !== sum; ) {
    sum += term;
    term *= isEven ? square(u) / ((order + 1) * (order + 2)) : u / (order + 1);
    order += isEven ? 2 : 1;
  }
  return sum;
}
