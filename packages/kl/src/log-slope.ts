/**
 * Σⱼ ln tanh'(xⱼ) = Σⱼ ln(1 - tanh² xⱼ) for every row: what a tanh adds to the logarithm of a Jacobian determinant.
 *
 * One logarithm for sixteen units, of a product that cannot underflow; a unit near saturation, where float32 leaves nothing
 * of 1 - tanh², is taken from x itself.
 *
 * @param x     Shape (rows, units).
 * @param tanh  tanh x, the same shape.
 * @param sums  Shape (rows); overwritten.
 */
export function logSlopeSums(
  rows: number,
  units: number,
  x: Float32Array,
  tanh: Float32Array,
  sums: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * units;
    let sum = 0;
    for (let first = row * units; first < end; first += 16) {
      const last = Math.min(first + 16, end);
      let product = 1;
      for (let i = first; i < last; i++) {
        const t = tanh[i]!;
        if (t < NEARLY_ONE && t > -NEARLY_ONE) product *= (1 - t) * (1 + t);
        else sum += logSlope(x[i]!);
      }
      sum += Math.log(product);
    }
    sums[row] = sum;
  }
}

/** 1 - 0.99² = 0.02: above it a rounding error of tanh is 3e-6 of the slope at most, and sixteen slopes are above 1e-28. */
const NEARLY_ONE = 0.99;

/** ln tanh'(x) = -2 ln cosh x, for any x. */
function logSlope(x: number): number {
  const size = Math.abs(x);
  return 2 * (Math.LN2 - size - Math.log1p(Math.exp(-2 * size)));
}
