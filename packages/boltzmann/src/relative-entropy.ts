import { ShapeError } from '@rgflow/numerics';

/**
 * D(p‖q) = Σ p ln(p/q) in nats, with 0 ln 0 = 0; Infinity where q is 0 and p is not.
 *
 * @param p  Probabilities of the states, such as `visibleProbabilities` gives.
 * @param q  Those of the same states.
 * @throws {ShapeError}  if there are not as many.
 *
 * @example
 * relativeEntropy([0.5, 0.5], [0.25, 0.75]); // 0.1438
 */
export function relativeEntropy(p: readonly number[], q: readonly number[]): number {
  if (p.length !== q.length) {
    throw new ShapeError(`relativeEntropy: p has ${p.length} states and q ${q.length}; expected the same ones.`);
  }
  return p.reduce((sum, each, state) => sum + (each === 0 ? 0 : each * Math.log(each / q[state]!)), 0);
}
