import { DomainError } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';
import { checkCoupling } from '../square/coupling.js';

/**
 * The infinitely long strip as a stationary Markov chain of its even rows.
 *
 * A row of `width` = 2h spins has the number (y << h) | o, bit j of y the spin in column 2j, which two decimation steps
 * retain, bit j of o the spin in column 2j + 1. Weights are relative to those of all spins up, so that nothing overflows.
 */
export interface StripTransfer {
  readonly coupling: number;
  readonly width: number;
  /** Number of states of a row, 2^width. */
  readonly states: number;
  /** From one even row to the next, odd rows summed over: symmetric, shape (states, states). */
  readonly matrix: Float64Array;
  /** Its largest eigenvalue. */
  readonly eigenvalue: number;
  /** Its eigenvector v, of length 1: the stationary probability of a row is v². Shape (states). */
  readonly eigenvector: Float64Array;
  /** s⁽¹⁾ of the strip, from the exact law of the four neighbours of a site. */
  readonly firstStep: number;
}

/**
 * The transfer matrix of two rows, its leading eigenvector by power iteration, and s⁽¹⁾ on the strip. The sum over the odd
 * row between two even ones depends on the sums of the spins above and below only, of which there are 3^width.
 *
 * @param coupling  K > 0.
 * @param width     4, 6, 8, 10 or 12 columns, closed to a ring; the matrix has 4^width elements.
 * @throws {DomainError} if K is not a positive number or the width another.
 */
export function stripTransfer(coupling: number, width: number): StripTransfer {
  checkCoupling('stripTransfer', coupling);
  if (!(coupling > 0)) throw new DomainError('stripTransfer: the coupling K is 0; free spins need no transfer matrix.');
  if (!(Number.isInteger(width) && width % 2 === 0 && width >= 4 && width <= 12)) {
    throw new DomainError(`stripTransfer: width is ${width}; give 4, 6, 8, 10 or 12.`);
  }
  const states = 2 ** width;
  const between = sumsOverOddRow(coupling, width);
  const ternary = new Int32Array(states);
  const root = new Float64Array(states); // the square root of the weight of the bonds within a row
  for (let state = 0; state < states; state++) {
    const spins = rowSpins(state, width);
    let bonds = -width;
    let code = 0;
    for (let i = width - 1; i >= 0; i--) {
      bonds += spins[i]! * spins[(i + 1) % width]!;
      code = 3 * code + (spins[i]! + 1) / 2;
    }
    ternary[state] = code;
    root[state] = Math.exp((coupling * bonds) / 2);
  }
  const matrix = new Float64Array(states * states);
  for (let x = 0; x < states; x++) {
    for (let y = 0; y < states; y++) {
      matrix[x * states + y] = root[x]! * root[y]! * between.weights[ternary[x]! + ternary[y]!]!;
    }
  }
  const { eigenvalue, eigenvector } = powerIteration(matrix, states);

  let negentropy = 0;
  for (let x = 0; x < states; x++) {
    let row = 0;
    for (let y = 0; y < states; y++) {
      row += root[y]! * between.negentropies[ternary[x]! + ternary[y]!]! * eigenvector[y]!;
    }
    negentropy += eigenvector[x]! * root[x]! * row;
  }
  const firstStep = negentropy / eigenvalue / (2 * Math.LN2);
  return { coupling, width, states, matrix, eigenvalue, eigenvector, firstStep };
}

/** Spins of the columns 0, 1, ..., width - 1 of a row. */
export function rowSpins(state: number, width: number): number[] {
  const half = width / 2;
  return Array.from({ length: width }, (_, i) => {
    const bit = i % 2 === 0 ? half + i / 2 : (i - 1) / 2;
    return 2 * ((state >> bit) & 1) - 1;
  });
}

/**
 * For each pattern of sums above and below an odd row (digit i of the index in base 3: 0, 1, 2 for -2, 0, 2 at column i):
 * the sum over the odd row of its weight, and of its weight times n(K x) of the spin in column 0, x the sum of its four
 * neighbours.
 */
function sumsOverOddRow(coupling: number, width: number): { weights: Float64Array; negentropies: Float64Array } {
  const weights = new Float64Array(3 ** width);
  const negentropies = new Float64Array(3 ** width);
  const bond = Math.exp(-2 * coupling); // of two unequal neighbours, relative to equal ones
  // e^(K(zf - 2)), of a spin z = ±1 between two of sum f = 2d - 2.
  const down = [1, Math.exp(-2 * coupling), Math.exp(-4 * coupling)];
  const up = [down[2]!, down[1]!, 1];

  // c = (c₋₋, c₋₊, c₊₋, c₊₊): the sum over columns 1 ... i given the spins in column 1 and column i.
  const extend = (i: number, index: number, c: readonly number[]): void => {
    if (i === width) {
      close(index, c);
      return;
    }
    for (let d = 0; d < 3; d++) {
      const [m, p] = [down[d]!, up[d]!];
      extend(i + 1, index + d * 3 ** i, [
        (c[0]! + bond * c[1]!) * m,
        (bond * c[0]! + c[1]!) * p,
        (c[2]! + bond * c[3]!) * m,
        (bond * c[2]! + c[3]!) * p,
      ]);
    }
  };
  // The spin in column 0 sees f = 2d - 2 from above and below, and its neighbours' sum -2, 0 or 2 beside it. By |x|/2:
  const sums = [0, 2, 4].map((x) => Math.exp(coupling * (x - 4)) * (1 + Math.exp(-2 * coupling * x)));
  const told = [0, 2, 4].map((x, i) => sums[i]! * spinNegentropy(coupling * x));
  const close = (index: number, c: readonly number[]): void => {
    const mixed = c[1]! + c[2]!;
    for (let d = 0; d < 3; d++) {
      const [below, level, above] = [Math.abs(d - 2), Math.abs(d - 1), d];
      weights[index + d] = c[0]! * sums[below]! + mixed * sums[level]! + c[3]! * sums[above]!;
      negentropies[index + d] = c[0]! * told[below]! + mixed * told[level]! + c[3]! * told[above]!;
    }
  };
  for (let d = 0; d < 3; d++) extend(2, 3 * d, [down[d]!, 0, 0, up[d]!]);
  return { weights, negentropies };
}

/** Leading eigenpair of a symmetric matrix of positive elements. */
function powerIteration(matrix: Float64Array, n: number): { eigenvalue: number; eigenvector: Float64Array } {
  let vector = new Float64Array(n).fill(1 / Math.sqrt(n));
  // The next eigenvalue of the same symmetry is at most about e^(-4π/n) of the first: some hundred steps suffice.
  for (let iteration = 0; ; iteration++) {
    const image = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vector[j]!;
      image[i] = sum;
    }
    const eigenvalue = Math.sqrt(image.reduce((sum, x) => sum + x * x, 0));
    let change = 0;
    for (let i = 0; i < n; i++) {
      image[i]! /= eigenvalue;
      change = Math.max(change, Math.abs(image[i]! - vector[i]!));
    }
    vector = image;
    if (change < 1e-15 || iteration === 1000) return { eigenvalue, eigenvector: vector };
  }
}
