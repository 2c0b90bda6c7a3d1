import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { DomainError, ShapeError } from './errors.js';

/** What makes variables of a covariance independent and of unit variance. */
export interface Whitening {
  /** ln det C. */
  readonly logDeterminant: number;
  /** L⁻¹ of C = L Lᵀ, lower triangular, shape (n, n): L⁻¹ x has covariance 1. */
  readonly inverseFactor: Float64Array;
}

/**
 * The Cholesky factor of a covariance, inverted, with the logarithm of its determinant.
 *
 * n = 300 takes some 50 ms.
 *
 * @param covariance  Shape (n, n), symmetric and positive definite, row-major. What is above the diagonal is not read: of a
 *                    product XᵀX some BLAS libraries give two halves that differ in their last bits.
 * @throws {ShapeError}   if the length is not a square number.
 * @throws {DomainError}  if the matrix is not positive definite, as that of fewer samples than variables.
 *
 * @example
 * whitening([4, 0, 0, 9]); // { logDeterminant: ln 36 = 3.5835, inverseFactor: [1/2, 0, 0, 1/3] }
 */
export function whitening(covariance: ArrayLike<number>): Whitening {
  const n = Math.sqrt(covariance.length);
  if (!(Number.isInteger(n) && n > 0)) {
    throw new ShapeError(`whitening: the covariance has ${covariance.length} entries; expected shape (n, n).`);
  }
  const matrix = new Matrix(
    Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => covariance[Math.max(i, j) * n + Math.min(i, j)]!),
    ),
  );
  const cholesky = new CholeskyDecomposition(matrix);
  if (!cholesky.isPositiveDefinite()) {
    throw new DomainError(
      'whitening: the covariance is not positive definite; give more samples than variables, or less dependent ones.',
    );
  }
  const lower = cholesky.lowerTriangularMatrix;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(lower.get(i, i));
  return { logDeterminant, inverseFactor: inverseOfLower(lower) };
}

/**
 * By forward substitution, row by row: each entry is exact within the rounding of its own terms, so that variables may lie
 * any powers of ten apart. A general solver exchanges rows, and mixes them.
 */
function inverseOfLower(lower: Matrix): Float64Array {
  const n = lower.rows;
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, (i + 1) * n);
    const pivot = lower.get(i, i);
    row[i] = 1 / pivot;
    for (let k = 0; k < i; k++) {
      // The quotient first: it has no unit, so that nothing underflows.
      const weight = lower.get(i, k) / pivot;
      for (let j = 0; j <= k; j++) row[j] = row[j]! - weight * inverse[k * n + j]!;
    }
  }
  return inverse;
}
