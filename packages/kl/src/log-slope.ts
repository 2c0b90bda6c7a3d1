import type { ActivationName } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';

/**
 * Whether φ has an inverse, so that φ' > 0 everywhere and a density can be pushed through it. relu has none: all x <= 0
 * become 0, ln φ'(x) is -∞ there, and what comes out has no density.
 */
export function isInvertible(activation: ActivationName): boolean {
  return activation !== 'relu';
}

/** Rows of a layer, as they enter its activation and as they leave it. */
interface ActivatedRows {
  readonly rows: number;
  readonly units: number;
  /** Shape (rows, units). */
  readonly x: Float32Array;
  /** φ(x), the same shape. */
  readonly y: Float32Array;
  /** Σⱼ xⱼ and Σⱼ xⱼ², shape (rows, 2). */
  readonly xSums: Float64Array;
}

/**
 * Σⱼ ln φ'(xⱼ) for every row: what an activation adds to the logarithm of a Jacobian determinant.
 *
 *     tanh:     ln(1 - tanh² x) = -2 ln cosh x,         erf:     ln(2/√π) - x²,
 *     sigmoid:  ln(y (1 - y)) = -|x| - 2 ln(1 + e^-|x|),  linear:  0.
 *
 * Of tanh and sigmoid one logarithm for sixteen units, of a product that cannot underflow; a unit near saturation, where
 * float32 leaves nothing of the slope, is taken from x itself.
 *
 * @param sums  Shape (rows); overwritten.
 * @throws {DomainError}  if the activation is not invertible.
 */
export function logSlopeSums(activation: ActivationName, layer: ActivatedRows, sums: Float64Array): void {
  const { rows, units, xSums } = layer;
  switch (activation) {
    case 'tanh':
      sumFromOutputs(layer, TANH, sums);
      return;
    case 'sigmoid':
      sumFromOutputs(layer, SIGMOID, sums);
      return;
    case 'erf':
      for (let row = 0; row < rows; row++) sums[row] = units * LOG_SLOPE_AT_0 - xSums[2 * row + 1]!;
      return;
    case 'linear':
      sums.fill(0, 0, rows);
      return;
    case 'relu':
      throw new DomainError(
        'logSlopeSums: activation is relu, which has no inverse: all x <= 0 become 0, where the logarithm of its slope ' +
          'is -∞; take tanh, erf, sigmoid or linear.',
      );
    default:
      activation satisfies never;
  }
}

/** ln(2/√π) = ln erf'(0). */
const LOG_SLOPE_AT_0 = Math.log(2 / Math.sqrt(Math.PI));

/** How the slope of an activation follows from its output. */
interface SlopeFromOutput {
  slope(y: number): number;
  /**
   * Outputs between which a rounding error of y is 3e-6 of the slope at most; and the slope 0.0099 at least, so that a
   * product of sixteen is above 1e-33.
   */
  readonly least: number;
  readonly most: number;
  /** ln φ'(x), for any x. */
  logSlope(x: number): number;
}

const TANH: SlopeFromOutput = {
  slope: (t) => (1 - t) * (1 + t),
  least: -0.99,
  most: 0.99,
  logSlope(x) {
    const size = Math.abs(x);
    return 2 * (Math.LN2 - size - Math.log1p(Math.exp(-2 * size)));
  },
};

const SIGMOID: SlopeFromOutput = {
  slope: (y) => y * (1 - y),
  least: 0.01,
  most: 0.99,
  logSlope(x) {
    const size = Math.abs(x);
    return -size - 2 * Math.log1p(Math.exp(-size));
  },
};

function sumFromOutputs({ rows, units, x, y }: ActivatedRows, of: SlopeFromOutput, sums: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * units;
    let sum = 0;
    for (let first = row * units; first < end; first += 16) {
      const last = Math.min(first + 16, end);
      let product = 1;
      for (let i = first; i < last; i++) {
        const output = y[i]!;
        if (output > of.least && output < of.most) product *= of.slope(output);
        else sum += of.logSlope(x[i]!);
      }
      sum += Math.log(product);
    }
    sums[row] = sum;
  }
}
