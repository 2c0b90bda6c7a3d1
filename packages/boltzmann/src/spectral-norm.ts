import { binade, square } from '@rgflow/numerics';
import { marginalise } from './marginalise.js';
import type { GaussianStack } from './stack.js';

/**
 * ‖W‖₂, the largest singular value: what one step finds of a coupling between visible units and a layer with nothing below
 * it.
 */
export function spectralNorm(coupling: readonly (readonly number[])[]): number {
  const fields = [coupling.map(() => 0), coupling[0]!.map(() => 0)];
  // In units of the largest entry: the induced coupling has squares.
  const unit = binade(coupling.flat().reduce((largest, w) => Math.max(largest, Math.abs(w)), 0));
  const couplings = [coupling.map((row) => row.map((w) => w / unit))];
  return unit * marginalise({ fields, couplings }).steps[0]!.spectralNorm;
}

/** Of the coupling that a step of marginalisation integrates over. */
export interface NormBound {
  /** ‖W_l‖₂, bare. */
  readonly norm: number;
  /** What the `spectralNorm` of the step is at most; null once there is no bound. */
  readonly bound: number | null;
}

/**
 * ‖W_l (1 - K_{l+1})^{-1/2}‖ <= ‖W_l‖ / √(1 - ‖K_{l+1}‖), step by step from the deepest layer up: bounds of the
 * `spectralNorm` that
 * `marginalise` finds, by the norms of the couplings alone. For one unit per layer they are the norms themselves.
 *
 * @returns  In the order of the steps, shape (L).
 *
 * @example One unit per layer
 * normBounds({ fields: [[0], [0], [0]], couplings: [[[0.5]], [[0.6]]] }); // bounds 0.6 and 0.625 = 0.5 / √(1 - 0.36)
 */
export function normBounds({ couplings }: Pick<GaussianStack, 'couplings'>): readonly NormBound[] {
  let below: number | null = 0;
  return couplings.toReversed().map((coupling) => {
    const norm = spectralNorm(coupling);
    const room: number = below === null ? 0 : 1 - square(below);
    below = room > 0 ? norm / Math.sqrt(room) : null;
    return { norm, bound: below };
  });
}
