import { DomainError, ShapeError } from '@rgflow/numerics';

/**
 * Visible Bernoulli units under layers of Gaussian ones, each layer coupled to the next and no units within a layer:
 *
 *     H(h₀, ..., h_L) = -Σ_l f_l·h_l + ½ Σ_{l≥1} |h_l|² - Σ_l h_lᵀ W_l h_{l+1},    h₀ in {0, 1}ⁿ, h_l real for l >= 1,
 *
 * with probability e^{-H}/Z. Layer 0 is the infrared end, which is seen, layer L the ultraviolet one. The three-layer
 * machine with units x, y, z is { fields: [a, b, c], couplings: [A, B] }.
 */
export interface GaussianStack {
  /** f_l, shapes (n_l), l = 0 to L. */
  readonly fields: readonly (readonly number[])[];
  /** W_l, shapes (n_l, n_{l+1}), l = 0 to L - 1. */
  readonly couplings: readonly (readonly (readonly number[])[])[];
}

/**
 * @throws {ShapeError}   if there are fewer than two layers or the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite.
 */
export function checkStack(where: string, { fields, couplings }: GaussianStack): void {
  if (fields.length < 2 || couplings.length !== fields.length - 1) {
    throw new ShapeError(
      `${where}: there are fields of ${fields.length} layers and ${couplings.length} couplings; ` +
        'expected at least two layers, and one coupling fewer.',
    );
  }
  for (const [l, field] of fields.entries()) {
    if (field.length < 1) throw new ShapeError(`${where}: layer ${l} has no units.`);
    checkFinite(`${where}: the field of layer ${l}`, field);
  }
  for (const [l, coupling] of couplings.entries()) {
    const [rows, columns] = [fields[l]!.length, fields[l + 1]!.length];
    if (coupling.length !== rows || coupling.some((row) => row.length !== columns)) {
      throw new ShapeError(
        `${where}: coupling ${l} has shape (${coupling.length}, ${coupling.map((row) => row.length).join('/')}) between layers of ` +
          `${rows} and ${columns} units; expected (${rows}, ${columns}).`,
      );
    }
    for (const row of coupling) checkFinite(`${where}: coupling ${l}`, row);
  }
}

function checkFinite(what: string, numbers: readonly number[]): void {
  for (const x of numbers)
    if (!Number.isFinite(x)) throw new DomainError(`${what} contains ${x}; expected finite numbers.`);
}
