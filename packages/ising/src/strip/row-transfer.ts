import { powerOfTwo, square } from '@rgflow/numerics';
import { bitCount } from '../bits.js';

/**
 * y = W x in place, W(σ, σ') = Πᵢ e^(K(σᵢσ'ᵢ - 1)) the weights of the vertical bonds between two rows of `columns` spins: a
 * 2 × 2 matrix on each spin in turn, so that 2^columns · columns multiplications do what 4^columns would.
 *
 * @param unequal  e^(-2K), the weight of a bond between unequal spins.
 * @param x        Shape (2^columns); bit i of an index is spin i.
 */
export function applyVerticalBonds(x: Float64Array, columns: number, unequal: number): void {
  for (let i = 0; i < columns; i++) {
    const stride = 1 << i;
    for (let block = 0; block < x.length; block += 2 * stride) {
      for (let j = block; j < block + stride; j++) {
        const down = x[j]!;
        const up = x[j + stride]!;
        x[j] = down + unequal * up;
        x[j + stride] = unequal * down + up;
      }
    }
  }
}

/** Π e^(K(σᵢσᵢ₊₁ - 1)) of the bonds within each row of a ring of columns. Shape (2^columns). */
export function horizontalWeights(columns: number, coupling: number): Float64Array {
  const weights = new Float64Array(powerOfTwo(columns));
  for (let state = 0; state < weights.length; state++) {
    const shifted = ((state << 1) | (state >> (columns - 1))) & (weights.length - 1);
    weights[state] = Math.exp(-2 * coupling * bitCount(state ^ shifted));
  }
  return weights;
}

/** The symmetric row-to-row matrix T = V^(1/2) W V^(1/2), V the weights within a row. */
export interface RowTransfer {
  readonly columns: number;
  /** x becomes T x, in place. */
  readonly apply: (x: Float64Array) => void;
}

export function rowTransfer(columns: number, coupling: number): RowTransfer {
  const root = horizontalWeights(columns, coupling).map(Math.sqrt);
  const unequal = Math.exp(-2 * coupling);
  return {
    columns,
    apply: (x) => {
      for (let i = 0; i < x.length; i++) x[i]! *= root[i]!;
      applyVerticalBonds(x, columns, unequal);
      for (let i = 0; i < x.length; i++) x[i]! *= root[i]!;
    },
  };
}

/** Its largest eigenvalue and the eigenvector, of length 1, by power iteration. */
export function leadingEigenvector({ columns, apply }: RowTransfer): {
  readonly eigenvalue: number;
  readonly eigenvector: Float64Array;
} {
  const states = powerOfTwo(columns);
  let vector = new Float64Array(states).fill(1 / Math.sqrt(states));
  let image = new Float64Array(states);
  // The next eigenvalue of the same symmetry is about e^(-2π/columns) of the first at K_c, and less elsewhere.
  for (let iteration = 0; ; iteration++) {
    image.set(vector);
    apply(image);
    let sumOfSquares = 0;
    for (let i = 0; i < states; i++) sumOfSquares += square(image[i]!);
    const eigenvalue = Math.sqrt(sumOfSquares);
    let change = 0;
    for (let i = 0; i < states; i++) {
      image[i]! /= eigenvalue;
      change = Math.max(change, Math.abs(image[i]! - vector[i]!));
    }
    [vector, image] = [image, vector];
    if (change < 1e-15 || iteration === 1000) return { eigenvalue, eigenvector: vector };
  }
}
