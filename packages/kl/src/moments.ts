import { ShapeError, square } from '@rgflow/numerics';

/**
 * Mean and population variance of the entries, in float64 and in two passes, so that a large mean costs no digits:
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
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += square(x[i]! - mean);
  return { mean, variance: squares / n };
}
