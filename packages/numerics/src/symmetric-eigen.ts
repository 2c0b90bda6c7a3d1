import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { DomainError, ShapeError } from './errors.js';
import { binade } from './power.js';

/** A = V diag(values) Vᵀ. */
export interface SymmetricEigen {
  /** Descending, shape (n). */
  readonly values: Float64Array;
  /** V, shape (n, n), row-major: column j is the unit vector of values[j]. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, by tridiagonalisation and the QL method in float64: absolute
 * error of a value some 1e-15 times the largest, so that small eigenvalues have fewer digits and those of a positive matrix
 * may come out below zero.
 *
 * The sign of a vector, and the vectors of equal values, are not determined. n = 400 takes three quarters of a second, 784
 * six.
 *
 * @param matrix  Shape (n, n); only its symmetric part counts.
 * @throws {ShapeError}   if the length is not a square number.
 * @throws {DomainError}  if an entry is not finite.
 *
 * @example
 * symmetricEigen([2, 1, 1, 2]).values; // 3, 1
 */
export function symmetricEigen(matrix: ArrayLike<number>): SymmetricEigen {
  const n = Math.sqrt(matrix.length);
  if (!(Number.isInteger(n) && n > 0)) {
    throw new ShapeError(`symmetricEigen: the matrix has ${matrix.length} entries; expected shape (n, n).`);
  }
  const unit = binade(largestOf(matrix));
  const symmetric = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const entry = (matrix[i * n + j]! / unit + matrix[j * n + i]! / unit) / 2;
      // The method would not end on NaN.
      if (!Number.isFinite(entry)) {
        throw new DomainError(`symmetricEigen: entry (${i}, ${j}) is ${matrix[i * n + j]}; expected finite numbers.`);
      }
      symmetric.set(i, j, Math.abs(entry) < NEGLIGIBLE ? 0 : entry);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = Array.from(realEigenvalues.keys()).sort((p, q) => realEigenvalues[q]! - realEigenvalues[p]!);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) vectors[i * n + j] = eigenvectorMatrix.get(i, order[j]!);
  }
  return { values: Float64Array.from(order, (from) => unit * realEigenvalues[from]!), vectors };
}

/** Beside 1 it does not count; the library (6.15.1) gives wrong values, or none, where squares underflow on the way. */
const NEGLIGIBLE = 1e-30;

function largestOf(matrix: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < matrix.length; k++) largest = Math.max(largest, Math.abs(matrix[k]!));
  return largest;
}
