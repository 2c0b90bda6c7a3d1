import { DomainError, square } from '@rgflow/numerics';
import type { VisibleMachine } from './visible-machine.js';

/** What is left of a stack of Gaussian layers when its deepest ones have been integrated out, or have not yet. */
export interface RemainingStack {
  /** f_l, shapes (n_l), layer 0 the visible one. */
  readonly fields: readonly (readonly number[])[];
  /** W_l, shapes (n_l, n_{l+1}). */
  readonly couplings: readonly (readonly (readonly number[])[])[];
  /**
   * K, shape (n, n), the coupling that integration has induced between the units of the deepest layer left; none without.
   */
  readonly induced?: readonly (readonly number[])[];
  /** The part of the Hamiltonian without units. Default 0. */
  readonly constant?: number;
}

/**
 * The machine of the visible units that is left when all hidden ones are integrated out one by one, the units of the layer
 * next to the visible one first: Gaussian elimination in the joint Hamiltonian of all units, C - J·h + ½ hᵀMh, each unit u
 * leaving
 *
 *     C - J_u²/(2M_uu) - ½ ln(2π/M_uu),    J_j - J_u M_uj / M_uu,    M_ij - M_ui M_uj / M_uu.
 *
 * It knows no layers and goes the other way than sequential marginalisation, for which it is the check.
 *
 * @throws {DomainError}  if a pivot M_uu is not positive: then e^{-H} has no integral.
 *
 * @example One visible unit under two hidden ones
 * eliminateUnits({ fields: [[0.1], [0], [0]], couplings: [[[0.5]], [[0.6]]] }).coupling; // [[0.390625]], 0.25 / (1 - 0.36)
 */
export function eliminateUnits({ fields, couplings, induced, constant = 0 }: RemainingStack): VisibleMachine {
  const offsets = fields.map((_, l) => fields.slice(0, l).reduce((sum, { length }) => sum + length, 0));
  const source = fields.flat();
  const matrix = jointMatrix(source.length, offsets, couplings, induced);
  let left = constant;
  const visible = fields[0]!.length;
  for (let u = visible; u < source.length; u++) {
    const row = matrix[u]!;
    const pivot = row[u]!;
    if (!(pivot > 0)) {
      throw new DomainError(
        `eliminateUnits: the pivot of unit ${u} is ${pivot}; it must be positive. Weaken the couplings.`,
      );
    }
    left -= square(source[u]!) / (2 * pivot) + Math.log((2 * Math.PI) / pivot) / 2;
    const others = partners(row, u, visible);
    for (const i of others) {
      const ratio = row[i]! / pivot;
      source[i]! -= source[u]! * ratio;
      for (const j of others) matrix[i]![j]! -= ratio * row[j]!;
    }
  }
  const units = Array.from({ length: visible }, (_, i) => i);
  return {
    field: source.slice(0, visible),
    // Rounding leaves the two halves a little different.
    coupling: units.map((i) => units.map((j) => 0 - (matrix[i]![j]! + matrix[j]![i]!) / 2)),
    constant: left,
  };
}

/** M: the identity on hidden units less the couplings. Shape (units, units). */
function jointMatrix(
  units: number,
  offsets: readonly number[],
  couplings: RemainingStack['couplings'],
  induced: RemainingStack['induced'],
): readonly Float64Array[] {
  const matrix = Array.from({ length: units }, (_, i) => {
    const row = new Float64Array(units);
    if (i >= (offsets[1] ?? units)) row[i] = 1;
    return row;
  });
  for (const [l, coupling] of couplings.entries()) {
    for (const [i, row] of coupling.entries()) {
      for (const [j, w] of row.entries()) {
        matrix[offsets[l]! + i]![offsets[l + 1]! + j] = -w;
        matrix[offsets[l + 1]! + j]![offsets[l]! + i] = -w;
      }
    }
  }
  const deepest = offsets.at(-1)!;
  for (const [i, row] of (induced ?? []).entries()) {
    for (const [j, k] of row.entries()) matrix[deepest + i]![deepest + j]! -= k;
  }
  return matrix;
}

/** The visible units and the hidden ones after `unit` that it is coupled to. */
function partners(row: Float64Array, unit: number, visible: number): readonly number[] {
  const found: number[] = [];
  for (let j = 0; j < row.length; j++) if (row[j] !== 0 && (j < visible || j > unit)) found.push(j);
  return found;
}
