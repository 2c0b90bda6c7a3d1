import { DomainError } from '@rgflow/numerics';
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkStack, type GaussianStack } from './stack.js';
import type { VisibleMachine } from './visible-machine.js';

/** What integrating over one layer does to the layer next to it, `layer`. */
export interface MarginalisationStep {
  /** l, the layer that is now the deepest. */
  readonly layer: number;
  /**
   * K_l, shape (n_l, n_l): the coupling induced between units of layer l, which had none. The quadratic part of the
   * Hamiltonian is ½ h_lᵀ (1 - K_l) h_l from now on; for the visible layer -½ h₀ᵀ K₀ h₀.
   */
  readonly induced: readonly (readonly number[])[];
  /** Renormalised field of layer l, shape (n_l). */
  readonly field: readonly number[];
  /** The part of the Hamiltonian without units, so far: what preserves the partition function. */
  readonly constant: number;
  /** ‖W_l (1 - K_{l+1})^{-1/2}‖₂, the coupling in units of the fluctuations of the layer integrated over; √‖K_l‖₂. */
  readonly spectralNorm: number;
}

export interface Marginalisation {
  /** The flow from the ultraviolet to the infrared: l = L - 1, ..., 0. */
  readonly steps: readonly MarginalisationStep[];
  /** What is left when all Gaussian layers are integrated out. */
  readonly visible: VisibleMachine;
}

/**
 * Integrates over the Gaussian layers of a stack one after the other, from the deepest up. With K_L = 0, J_L = f_L, C_L = 0,
 *
 *     K_l = W_l (1 - K_{l+1})⁻¹ W_lᵀ,    J_l = f_l + W_l (1 - K_{l+1})⁻¹ J_{l+1},
 *     C_l = C_{l+1} - ½ J_{l+1}ᵀ (1 - K_{l+1})⁻¹ J_{l+1} + ½ ln det(1 - K_{l+1}) - ½ n_{l+1} ln 2π,
 *
 * the Hamiltonian of what remains being C_l - J_l·h_l - ½ h_lᵀ K_l h_l beside the terms of h_l and the layers above it that
 * were there before. The partition function stays what it was. The recursion for K is the renormalisation of the couplings:
 * a continued fraction, k' = w² / (1 - k) for one unit per layer, with a fixed point only for w <= 1/2.
 *
 * In cumulants: a Gaussian layer has none beyond the second, so no coupling of more than two units arises.
 *
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite, or the `spectralNorm` of a coupling between Gaussian layers is 1 or
 *                        more: then e^{-H} has no integral. The message has the norm. (The coupling to the visible layer may
 *                        have any.)
 *
 * @example One unit per layer
 * const { steps, visible } = marginalise({ fields: [[0.1], [0], [0]], couplings: [[[0.5]], [[0.6]]] });
 * steps[0].induced; // [[0.36]]
 * visible.coupling; // [[0.390625]], 0.25 / (1 - 0.36)
 *
 * Source: R. Jefferson, "Deep learning and the renormalization group" (rojefferson.blog, 2019), for the three-layer machine
 * in words; its equations are ours.
 */
export function marginalise(stack: GaussianStack): Marginalisation {
  checkStack('marginalise', stack);
  const { fields, couplings } = stack;
  const steps: MarginalisationStep[] = [];
  let precision = Matrix.eye(fields.at(-1)!.length);
  let field = Matrix.columnVector(fields.at(-1)!);
  let constant = 0;
  for (let layer = couplings.length - 1; layer >= 0; layer--) {
    const cholesky = new CholeskyDecomposition(precision);
    const coupling = matrix(couplings[layer]!);
    const response = cholesky.solve(field);
    constant += logDeterminant(cholesky) / 2 - field.dot(response) / 2 - (field.rows / 2) * Math.log(2 * Math.PI);
    const induced = symmetric(coupling.mmul(cholesky.solve(coupling.transpose())));
    const spectralNorm = Math.sqrt(largestEigenvalue(induced));
    field = Matrix.columnVector(fields[layer]!).add(coupling.mmul(response));
    if (layer > 0) {
      precision = Matrix.eye(induced.rows).sub(induced);
      checkNormalisable(layer, spectralNorm, precision);
    }
    steps.push({ layer, induced: induced.to2DArray(), field: field.to1DArray(), constant, spectralNorm });
  }
  const { induced, field: visibleField } = steps.at(-1)!;
  return { steps, visible: { field: visibleField, coupling: induced, constant } };
}

function checkNormalisable(layer: number, norm: number, precision: Matrix): void {
  if (norm < 1 && new CholeskyDecomposition(precision).isPositiveDefinite()) return;
  throw new DomainError(
    `marginalise: the coupling of layer ${layer} to layer ${layer + 1}, in units of the fluctuations of layer ${layer + 1}, has spectral norm ` +
      `${norm}; it must be below 1, or e^{-H} has no integral. Divide coupling ${layer} by more than ${norm}.`,
  );
}

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return new Matrix(rows.map((row) => Array.from(row)));
}

/** Rounding leaves the two halves a little different. */
function symmetric(m: Matrix): Matrix {
  return Matrix.add(m, m.transpose()).mul(0.5);
}

function largestEigenvalue(m: Matrix): number {
  const scale = m.clone().abs().max();
  if (scale === 0) return 0;
  // The library (6.15.1) fails on numbers that underflow on the way; beside 1 they do not count.
  const scaled = new Matrix(m.to2DArray().map((row) => row.map((x) => (Math.abs(x / scale) < 1e-30 ? 0 : x / scale))));
  const { realEigenvalues } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  return scale * realEigenvalues.reduce((largest, x) => Math.max(largest, x), 0);
}

function logDeterminant(cholesky: CholeskyDecomposition): number {
  return cholesky.lowerTriangularMatrix.diagonal().reduce((sum, x) => sum + 2 * Math.log(x), 0);
}
