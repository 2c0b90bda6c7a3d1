import { cumulants, DomainError, ShapeError } from '@rgflow/numerics';

export interface CoarseHamiltonian {
  /** H'(S) itself, shape (coarse states). */
  readonly exact: readonly number[];
  /** H'(S) to first, second, ... order: shape (order, coarse states). */
  readonly byOrder: readonly (readonly number[])[];
}

/**
 * Hamiltonian of the coarse states of a system, e^{-H'(S)} = Σ_{s in S} e^{-H₀(s) - V(s)}, and its cumulant expansion in the
 * part V:
 *
 *     H'(S) = -ln Z₀(S) + Σₖ≥₁ (-1)ᵏ⁺¹ κₖ[V] / k! = -ln Z₀ + ⟨V⟩ - (⟨V²⟩ - ⟨V⟩²)/2 + ...,
 *
 * Z₀(S) = Σ_{s in S} e^{-H₀(s)} and the averages with weight e^{-H₀}/Z₀ over the microstates s of S. The partition function
 * is that of the microstates for `exact`, not for an order. With H₀ the couplings within blocks and V those between them
 * this is real-space renormalisation by blocks (Niemeijer and van Leeuwen). A stochastic rule P(S|s) goes into H₀ as -ln P,
 * one microstate per (s, S).
 *
 * One pass over the microstates per order. The expansion need not converge.
 *
 * @param intra   H₀(s), shape (microstates); Infinity for a state that does not occur.
 * @param inter   V(s), shape (microstates), finite.
 * @param coarse  Index S of each microstate, integers from 0 on, shape (microstates). Each index up to the largest needs a
 *                microstate.
 * @param order   Of the expansion, >= 1.
 * @throws {ShapeError}   if lengths differ.
 * @throws {DomainError}  if an energy is NaN, `coarse` holds anything but integers >= 0, a coarse state has no microstate,
 *                        or `order` is not a positive integer.
 *
 * @example A spin s = ±1 in a field 1, its coupling to a neighbour of strength 1/2 expanded, summed out: -ln(2 cosh 3/2)
 * const { exact, byOrder } = coarseHamiltonian([-1, 1], [-0.5, 0.5], [0, 0], 2);
 * exact; // [-1.5486]
 * byOrder; // [[-1.5077], [-1.5602]]
 *
 * Source: Th. Niemeijer and J. M. J. van Leeuwen, Phys. Rev. Lett. 31, 1411 (1973); P. M. Lenggenhager et al.,
 * arXiv:1809.09632.
 */
export function coarseHamiltonian(
  intra: ArrayLike<number>,
  inter: ArrayLike<number>,
  coarse: ArrayLike<number>,
  order: number,
): CoarseHamiltonian {
  if (!(Number.isSafeInteger(order) && order >= 1)) {
    throw new DomainError(`coarseHamiltonian: order is ${order}; expected a positive integer.`);
  }
  const members = membersOf(intra, inter, coarse);
  const exact: number[] = [];
  const byOrder: number[][] = Array.from({ length: order }, () => []);
  for (const [state, microstates] of members.entries()) {
    const h0 = microstates.map((s) => intra[s]!);
    const v = microstates.map((s) => inter[s]!);
    const lowest = smallest(h0);
    if (!Number.isFinite(lowest)) {
      throw new DomainError(
        `coarseHamiltonian: coarse state ${state} has no microstate of finite energy; number the states that occur from 0 on.`,
      );
    }
    const weights = h0.map((e) => Math.exp(lowest - e));
    const kappa = cumulants(v, weights, order);
    let sum = lowest - Math.log(weights.reduce((a, b) => a + b, 0));
    let factor = 1; // (-1)ᵏ⁺¹ / k!
    for (let k = 1; k <= order; k++) {
      factor /= k;
      sum += factor * kappa[k - 1]!;
      byOrder[k - 1]!.push(sum);
      factor = -factor;
    }
    exact.push(minusLogSum(h0, v));
  }
  return { exact, byOrder };
}

/** Microstates of each coarse state. */
function membersOf(
  intra: ArrayLike<number>,
  inter: ArrayLike<number>,
  coarse: ArrayLike<number>,
): readonly (readonly number[])[] {
  if (intra.length !== inter.length || intra.length !== coarse.length) {
    throw new ShapeError(
      `coarseHamiltonian: ${intra.length} energies within, ${inter.length} between and ${coarse.length} coarse states; ` +
        'expected one of each per microstate.',
    );
  }
  const members: number[][] = [];
  for (let s = 0; s < intra.length; s++) {
    const [state, h0, v] = [coarse[s]!, intra[s]!, inter[s]!];
    if (!(Number.isSafeInteger(state) && state >= 0 && state < intra.length)) {
      throw new DomainError(
        `coarseHamiltonian: microstate ${s} has coarse state ${state}; expected an integer from 0 on, below the number of microstates.`,
      );
    }
    if (!(h0 > Number.NEGATIVE_INFINITY) || !Number.isFinite(v)) {
      throw new DomainError(
        `coarseHamiltonian: microstate ${s} has energy ${h0} within and ${v} between blocks; expected numbers ` +
          '(Infinity within for a state that does not occur).',
      );
    }
    while (members.length <= state) members.push([]);
    members[state]!.push(s);
  }
  return members;
}

/** -ln Σ e^{-H₀ - V}, safe for large energies. */
function minusLogSum(h0: readonly number[], v: readonly number[]): number {
  const energies = h0.map((e, i) => e + v[i]!);
  const lowest = smallest(energies);
  return lowest - Math.log(energies.reduce((sum, e) => sum + Math.exp(lowest - e), 0));
}

/** Not Math.min(...x), which takes its numbers as arguments and overflows the stack with many. */
function smallest(x: readonly number[]): number {
  return x.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}
