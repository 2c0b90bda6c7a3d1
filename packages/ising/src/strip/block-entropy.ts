import { DomainError } from '@rgflow/numerics';
import type { StripTransfer } from './transfer.js';

/** Two numbers between which the truth lies. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Entropy per even row of the spins that two decimation steps retain (even rows, even columns), in nats, between bounds.
 *
 * The rows are a Markov chain X₁, X₂, ..., the retained spins Y a function of them: a hidden Markov process. Its entropy rate
 * lies between
 *
 *     H(Yₙ | Yₙ₋₁, ..., Y₂, X₁)  <=  h  <=  H(Yₙ | Yₙ₋₁, ..., Y₁),
 *
 * and both ends close in geometrically with n. The sequences are enumerated: the cost is 2^(width (n + 1)/2), less symmetries.
 *
 * @param rows  n >= 2.
 * @throws {DomainError} if n is not a whole number of 2 or more.
 *
 * Source: T. M. Cover and J. A. Thomas, Elements of Information Theory, theorem 4.5.1.
 */
export function retainedEntropyPerRow(strip: StripTransfer, rows: number): Bounds {
  if (!(Number.isInteger(rows) && rows >= 2)) {
    throw new DomainError(`retainedEntropyPerRow: rows is ${rows}; give a whole number of 2 or more.`);
  }
  const half = strip.width / 2;
  const symbols = 2 ** half;
  const { eigenvector } = strip;

  // From Y₁: the vector v on its rows. From X₁: the same on one row only.
  let upper = 0;
  for (const { representative, size } of orbits(symbols, (y) => symmetricImages(y, half, 1))) {
    const start = eigenvector.slice(representative * symbols, (representative + 1) * symbols);
    upper += size * lastConditionalEntropy(strip, start, representative, rows);
  }
  let lower = 0;
  for (const { representative, size } of orbits(strip.states, (x) => symmetricRows(x, half))) {
    const start = new Float64Array(symbols);
    start[representative % symbols] = eigenvector[representative]!;
    lower += size * lastConditionalEntropy(strip, start, Math.floor(representative / symbols), rows);
  }
  return { lower, upper };
}

/**
 * Σ over y₂ ... yₙ of -p(y₂ ... yₙ) ln p(yₙ | y₂ ... yₙ₋₁), with the weight and the condition that `start` brings. `start` is
 * the vector of a first row whose retained spins are `y`, so that start · v is its probability.
 */
function lastConditionalEntropy(strip: StripTransfer, start: Float64Array, y: number, rows: number): number {
  const symbols = start.length;
  const { matrix, states, eigenvalue, eigenvector } = strip;
  const buffers = Array.from({ length: rows }, () => new Float64Array(symbols));
  buffers[0]!.set(start);
  const visit = (depth: number, from: number): number => {
    const vector = buffers[depth]!;
    const next = buffers[depth + 1]!;
    let entropy = 0;
    let total = 0;
    let sumOfLogs = 0;
    for (let to = 0; to < symbols; to++) {
      let probability = 0;
      for (let o = 0; o < symbols; o++) {
        let sum = 0;
        const row = (to * symbols + o) * states + from * symbols; // the matrix is symmetric
        for (let i = 0; i < symbols; i++) sum += matrix[row + i]! * vector[i]!;
        next[o] = sum / eigenvalue;
        probability += next[o]! * eigenvector[to * symbols + o]!;
      }
      if (depth + 2 < rows) entropy += visit(depth + 1, to);
      else if (probability > 0) {
        total += probability;
        sumOfLogs += probability * Math.log(probability);
      }
    }
    return depth + 2 < rows || total === 0 ? entropy : total * Math.log(total) - sumOfLogs;
  };
  return visit(0, y);
}

/** The numbers 0 ... n - 1 in classes of equals, one of each with the size of its class. */
function orbits(n: number, images: (x: number) => number[]): { representative: number; size: number }[] {
  const found: { representative: number; size: number }[] = [];
  for (let x = 0; x < n; x++) {
    const orbit = new Set(images(x));
    if (Math.min(...orbit) === x) found.push({ representative: x, size: orbit.size });
  }
  return found;
}

/** A pattern of columns shifted by every number of even columns, mirrored, and with all spins reversed. */
function symmetricImages(pattern: number, columns: number, stride: number): number[] {
  const all = 2 ** columns - 1;
  const images: number[] = [];
  for (const seen of [pattern, mirrored(pattern, columns)]) {
    for (let shift = 0; shift < columns; shift += stride) {
      const shifted = ((seen << shift) | (seen >> (columns - shift))) & all;
      images.push(shifted, shifted ^ all);
    }
  }
  return images;
}

/** Column i goes to -i. */
function mirrored(pattern: number, columns: number): number {
  let image = 0;
  for (let i = 0; i < columns; i++) image |= ((pattern >> i) & 1) << ((columns - i) % columns);
  return image;
}

/** The same for a row numbered as in `StripTransfer`, whose even columns must stay even. */
function symmetricRows(state: number, half: number): number[] {
  const width = 2 * half;
  const [even, odd] = [state >> half, state & (2 ** half - 1)];
  let columns = 0;
  for (let j = 0; j < half; j++) columns |= (((even >> j) & 1) << (2 * j)) | (((odd >> j) & 1) << (2 * j + 1));
  return symmetricImages(columns, width, 2).map((image) => {
    let row = 0;
    for (let j = 0; j < half; j++)
      row |= (((image >> (2 * j)) & 1) << (half + j)) | (((image >> (2 * j + 1)) & 1) << j);
    return row;
  });
}
