import { DomainError, powerOfTwo, square } from '@rgflow/numerics';
import { gatherBits } from '../enumeration/marginal.js';
import type { StripTransfer } from './transfer.js';

/** Two numbers between which the truth lies. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Entropy per even row of the spins that two decimation steps retain (even rows, even columns), in nats, between bounds.
 *
 * The rows are a Markov chain X₁, X₂, ..., the retained spins Y a function of them: a hidden Markov process. Its entropy
 * rate lies between
 *
 *     H(Yₙ | Yₙ₋₁, ..., Y₂, X₁)  <=  h  <=  H(Yₙ | Yₙ₋₁, ..., Y₁),
 *
 * and both ends close in geometrically with n. The sequences are enumerated: the cost of the upper bound is 2^(width n / 2),
 * less symmetries, that of the lower 2^(width / 2) times as much.
 *
 * @param rows  n >= 2.
 * @throws {DomainError} if n is not a whole number of 2 or more.
 *
 * Source: T. M. Cover and J. A. Thomas, Elements of Information Theory, theorem 4.5.1.
 */
export function retainedEntropyPerRow(strip: StripTransfer, rows: number): Bounds {
  return { lower: retainedEntropyFromBelow(strip, rows), upper: retainedEntropyFromAbove(strip, rows) };
}

/** The upper of these bounds. */
export function retainedEntropyFromAbove(strip: StripTransfer, rows: number): number {
  const process = new RetainedSpins(strip, rows);
  let entropy = 0;
  for (const { representative, size } of orbits(process.symbols, (y) => symmetricImages(y, strip.width / 2, 1))) {
    entropy += size * process.lastConditionalEntropy(representative, strip.eigenvector);
  }
  return entropy;
}

/** The lower. */
export function retainedEntropyFromBelow(strip: StripTransfer, rows: number): number {
  const process = new RetainedSpins(strip, rows);
  let entropy = 0;
  // Even columns must stay even.
  for (const { representative, size } of orbits(strip.states, (row) => symmetricImages(row, strip.width, 2))) {
    const start = new Float64Array(strip.states);
    start[representative] = strip.eigenvector[representative]!;
    entropy += size * process.lastConditionalEntropy(process.symbolOf(representative), start);
  }
  return entropy;
}

/**
 * The process Y: symbol y is the number of the spins in the even columns. A vector α over the rows of a symbol stands for
 * what the rows before bring, so that α · v is a probability.
 */
class RetainedSpins {
  readonly symbols: number;
  readonly #strip: StripTransfer;
  readonly #evenColumns: readonly number[];
  /** Rows of each symbol. Shape (symbols, states / symbols). */
  readonly #members: readonly (readonly number[])[];
  /** For each next symbol what α is multiplied with for its probability. Shape (symbols, states). */
  readonly #ahead: readonly Float64Array[];
  /** A vector over all rows for each row between the first and the last. */
  readonly #images: readonly Float64Array[];

  constructor(strip: StripTransfer, rows: number) {
    if (!(Number.isInteger(rows) && rows >= 2)) {
      throw new DomainError(`retainedEntropyPerRow: rows is ${rows}; give a whole number of 2 or more.`);
    }
    this.symbols = powerOfTwo(strip.width / 2);
    this.#strip = strip;
    this.#evenColumns = Array.from({ length: strip.width / 2 }, (_, j) => 2 * j);
    const members: number[][] = Array.from({ length: this.symbols }, () => []);
    for (let row = 0; row < strip.states; row++) members[this.symbolOf(row)]!.push(row);
    this.#members = members;
    this.#ahead = members.map((rowsOfSymbol) => {
      const ahead = new Float64Array(strip.states);
      this.#twoRowsOn(rowsOfSymbol, strip.eigenvector, ahead);
      return ahead;
    });
    this.#images = Array.from({ length: rows - 2 }, () => new Float64Array(strip.states));
  }

  symbolOf(row: number): number {
    return gatherBits(row, this.#evenColumns);
  }

  /**
   * Σ over y₂ ... yₙ of -p(y₂ ... yₙ) ln p(yₙ | y₂ ... yₙ₋₁), with the weight and the condition that α of a first row
   * brings, whose symbol is y.
   */
  lastConditionalEntropy(y: number, alpha: Float64Array, depth = 0): number {
    const image = this.#images[depth];
    if (image === undefined) return this.#entropyOfNext(y, alpha);
    this.#twoRowsOn(this.#members[y]!, alpha, image);
    let entropy = 0;
    for (let to = 0; to < this.symbols; to++) entropy += this.lastConditionalEntropy(to, image, depth + 1);
    return entropy;
  }

  #entropyOfNext(y: number, alpha: Float64Array): number {
    const members = this.#members[y]!;
    let [total, sumOfLogs] = [0, 0];
    for (const ahead of this.#ahead) {
      let probability = 0;
      for (let i = 0; i < members.length; i++) probability += alpha[members[i]!]! * ahead[members[i]!]!;
      if (!(probability > 0)) continue;
      total += probability;
      sumOfLogs += probability * Math.log(probability);
    }
    return total > 0 ? total * Math.log(total) - sumOfLogs : 0;
  }

  /** T² / λ² of the elements of α at `members`. */
  #twoRowsOn(members: readonly number[], alpha: Float64Array, image: Float64Array): void {
    const { transfer, eigenvalue } = this.#strip;
    image.fill(0);
    for (let i = 0; i < members.length; i++) image[members[i]!] = alpha[members[i]!]! / square(eigenvalue);
    transfer.apply(image);
    transfer.apply(image);
  }
}

/** The numbers 0 ... n - 1 in classes of equals, one of each with the size of its class. */
function orbits(n: number, images: (x: number) => number[]): { representative: number; size: number }[] {
  const found: { representative: number; size: number }[] = [];
  const seen = new Uint8Array(n);
  for (let x = 0; x < n; x++) {
    if (seen[x]) continue;
    const orbit = new Set(images(x));
    for (const image of orbit) seen[image] = 1;
    found.push({ representative: x, size: orbit.size });
  }
  return found;
}

/** A pattern of columns shifted by every multiple of `stride`, mirrored, and with all spins reversed. */
function symmetricImages(pattern: number, columns: number, stride: number): number[] {
  const all = powerOfTwo(columns) - 1;
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
