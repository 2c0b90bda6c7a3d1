import { DomainError, ShapeError } from '@rgflow/numerics';
import type { HiddenUnit } from './hidden-unit.js';

/**
 * Visible units x in {0, 1} under hidden layers of units with priors of any kind, each layer coupled to the next:
 *
 *     p(x, h₁, ..., h_L) ∝ exp(a·x + xᵀW₀h₁ + h₁ᵀW₁h₂ + ... ) Π q(h).
 *
 * The units of a layer are alike.
 */
export interface LayeredMachine {
  /** a, shape (n₀). */
  readonly field: readonly number[];
  /** W_l, shapes (n_l, n_{l+1}), l = 0 to L - 1. */
  readonly couplings: readonly (readonly (readonly number[])[])[];
  /** The prior of the units of each hidden layer, shape (L). */
  readonly units: readonly HiddenUnit[];
}

/**
 * @throws {ShapeError}   if the shapes do not fit together.
 * @throws {DomainError}  if a number is not finite.
 */
export function checkLayers(where: string, { field, couplings, units }: LayeredMachine): void {
  if (couplings.length < 1 || units.length !== couplings.length) {
    throw new ShapeError(
      `${where}: there are ${couplings.length} couplings and units of ${units.length} hidden layers; expected as many, at least one.`,
    );
  }
  let above = field.length;
  for (const [l, coupling] of couplings.entries()) {
    const columns = coupling[0]?.length ?? 0;
    if (coupling.length !== above || columns < 1 || coupling.some((row) => row.length !== columns)) {
      throw new ShapeError(
        `${where}: coupling ${l} has shape (${coupling.length}, ${columns}) under a layer of ${above} units; ` +
          'expected as many rows, of one length.',
      );
    }
    above = columns;
  }
  if (![...field, ...couplings.flat(2)].every(Number.isFinite)) {
    throw new DomainError(`${where}: a field or a coupling is not finite.`);
  }
}
