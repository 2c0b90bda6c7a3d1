/** A matrix to a whole power, 0 or more, by repeated squares. */
export function matrixPower<Matrix>(
  matrix: Matrix,
  exponent: number,
  one: Matrix,
  product: (a: Matrix, b: Matrix) => Matrix,
): Matrix {
  let result = one;
  let squared = matrix;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, squared);
    if (rest > 1) squared = product(squared, squared);
  }
  return result;
}
