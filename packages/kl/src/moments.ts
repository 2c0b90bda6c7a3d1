import { centred, ShapeError } from '@rgflow/numerics';

/**
 * Mean and population variance of the entries, in float64 and about the mean, so that a large mean costs no digits and
 * entries that are all the same have no variance:
 *
 *     μ = (1/n) Σᵢ xᵢ,    v = (1/n) Σᵢ (xᵢ - μ)².
 *
 * @throws {ShapeError}  if there is no entry.
 *
 * @example
 * meanAndVariance([1, 2, 3, 4]); // { mean: 2.5, variance: 1.25 }
 */
export function meanAndVariance(x: ArrayLike<number>): { readonly mean: number; readonly variance: number } {
  const n = x.length;
  if (n === 0) throw new ShapeError('meanAndVariance: there are no entries; give at least one.');
  const { mean, unit, sumOfSquares } = centred(x);
  return { mean, variance: (sumOfSquares / n) * unit * unit };
}
