/**
 * A Boltzmann machine of Bernoulli units coupled in pairs, H(x) = constant - field·x - ½ xᵀ coupling x, x in {0, 1}ⁿ.
 *
 * Because xᵢ² = xᵢ, half of each diagonal entry of the coupling acts as a field.
 */
export interface VisibleMachine {
  /** Shape (n). */
  readonly field: readonly number[];
  /** Shape (n, n), symmetric. */
  readonly coupling: readonly (readonly number[])[];
  readonly constant: number;
}
