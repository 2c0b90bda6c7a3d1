import type { SymmetricMatrix } from './family.js';

/** Inverse of a symmetric positive matrix of one or two rows; null where it is singular to rounding. */
export function inverse(matrix: SymmetricMatrix): SymmetricMatrix | null {
  const [[a, b] = [], [, d] = []] = matrix as [[number, number?], [number, number]?];
  if (matrix.length === 1) return a! > 0 ? [[1 / a!]] : null;
  // In units of the two variances, whose products may be no doubles.
  const [first, last] = [Math.sqrt(a!), Math.sqrt(d!)];
  const correlation = b! / first / last;
  const rest = (1 - correlation) * (1 + correlation);
  if (!(rest > 1e-15)) return null;
  const mixed = -correlation / rest / first / last;
  return [
    [1 / (a! * rest), mixed],
    [mixed, 1 / (d! * rest)],
  ];
}

/** x of matrix · x = right. */
export function solved(matrix: SymmetricMatrix, right: readonly number[]): readonly number[] | null {
  return inverse(matrix)?.map((row) => row.reduce((sum, x, i) => sum + x * right[i]!, 0)) ?? null;
}

/** J C Jᵀ: the covariance of linear combinations. */
export function transformed(jacobian: readonly (readonly number[])[], covariance: SymmetricMatrix): SymmetricMatrix {
  return jacobian.map((left) =>
    jacobian.map((right) =>
      left.reduce((sum, x, i) => sum + right.reduce((inner, y, j) => inner + x * covariance[i]![j]! * y, 0), 0),
    ),
  );
}
