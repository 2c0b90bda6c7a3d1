import { DomainError, type Estimate, estimate, square } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { bitCount } from '../bits.js';
import { checkCoupling } from '../coupling.js';
import { applyVerticalBonds, horizontalWeights, leadingEigenvector, rowTransfer } from './row-transfer.js';
import { stripThermodynamics } from './thermodynamics.js';

export interface FilteredSecondStepOptions {
  /** Pairs of rows sampled, a multiple of 32. Default 1024. */
  readonly rowPairs?: number;
}

/**
 * s⁽²⁾ of an infinitely long strip too wide for enumeration, from one sample of it: rows are drawn one after the other from
 * their exact conditional law, and a forward filter follows the probability of the spins that two decimation steps retain.
 * By the theorem of Shannon, McMillan and Breiman
 *
 *     S/N = -(1/N) ln p(σ),    h = -(1/rows) ln p(Y₁, ..., Y_rows)    for one long sample σ and its retained spins Y,
 *
 * and since S/N is known exactly, h is taken less its regression on the error of the first. The sample has no correlation
 * with a start: the first row is drawn from the stationary law. Errors are from 32 blocks of rows.
 *
 * @param coupling  K > 0.
 * @param width     Even, 4 to 18. Memory and time grow as width · 2^width.
 * @throws {DomainError} if K is not a positive number, or the width or `rowPairs` is out of range.
 */
export function filteredSecondStep(
  coupling: number,
  width: number,
  random: RandomStream,
  options: FilteredSecondStepOptions = {},
): Estimate {
  const { rowPairs = 1024 } = options;
  checkCoupling('filteredSecondStep', coupling);
  if (!(coupling > 0)) throw new DomainError('filteredSecondStep: the coupling K is 0; free spins lose nothing.');
  if (!(Number.isInteger(width) && width % 2 === 0 && width >= 4 && width <= 18)) {
    throw new DomainError(`filteredSecondStep: width is ${width}; give an even number from 4 to 18.`);
  }
  if (!(Number.isInteger(rowPairs) && rowPairs >= BLOCKS && rowPairs % BLOCKS === 0)) {
    throw new DomainError(`filteredSecondStep: rowPairs is ${rowPairs}; give a multiple of ${BLOCKS}.`);
  }
  // No spin of any sample differs from the others, and weights of rows in which some do would underflow.
  if (coupling > FROZEN) return { value: 0.75, standardError: 0, samples: BLOCKS };
  const strip = new SampledStrip(coupling, width, random);
  // The filter forgets its start within a few times the width.
  for (let pair = 0; pair < 2 * width; pair++) strip.advance();
  const { entropyPerSite } = stripThermodynamics(coupling, width);
  const sites = (2 * width * rowPairs) / BLOCKS;
  const blocks = Array.from({ length: BLOCKS }, () => {
    let [retained, all] = [0, 0];
    for (let pair = 0; pair < rowPairs / BLOCKS; pair++) {
      const { logRetained, logAll } = strip.advance();
      retained -= logRetained;
      all -= logAll;
    }
    return { retained: retained / sites, excess: all / sites - entropyPerSite };
  });
  const controlled = withoutControl(
    blocks.map((block) => block.retained),
    blocks.map((block) => block.excess),
  );
  return estimate(controlled.map((h) => (h - entropyPerSite) / Math.LN2 + 0.75));
}

/** Samples less their regression on a number whose mean is known to be 0. */
function withoutControl(samples: readonly number[], control: readonly number[]): number[] {
  const mean = estimate(samples).value;
  const meanOfControl = estimate(control).value;
  let [covariance, variance] = [0, 0];
  for (const [i, c] of control.entries()) {
    covariance += (samples[i]! - mean) * (c - meanOfControl);
    variance += square(c - meanOfControl);
  }
  // In the ordered phase a short sample may show no fluctuation at all; what both lack for that is about the same.
  const slope = variance > 0 ? covariance / variance : 1;
  return samples.map((sample, i) => sample - slope * control[i]!);
}

const BLOCKS = 32;

/** A spin against all others has a probability of e^-160 there. */
const FROZEN = 20;

/** A strip being drawn row by row, with the filter that has seen the retained spins only. */
class SampledStrip {
  readonly #coupling: number;
  readonly #width: number;
  readonly #random: RandomStream;
  readonly #unequal: number;
  readonly #within: Float64Array;
  /** V^(1/2) v, V the weights within a row: the weight of a row and of all to come, or of it and all before. */
  readonly #ahead: Float64Array;
  readonly #eigenvalue: number;
  readonly #evenColumns: number;
  /** Law of the present even row given the retained spins so far, times a constant. */
  #filter: Float64Array;
  #row: number;
  #drawn = 0;

  constructor(coupling: number, width: number, random: RandomStream) {
    this.#coupling = coupling;
    this.#width = width;
    this.#random = random;
    this.#unequal = Math.exp(-2 * coupling);
    this.#within = horizontalWeights(width, coupling);
    const { eigenvalue, eigenvector } = leadingEigenvector(rowTransfer(width, coupling));
    this.#eigenvalue = eigenvalue;
    this.#ahead = eigenvector.map((v, i) => v * Math.sqrt(this.#within[i]!));
    this.#evenColumns = Array.from({ length: width / 2 }, (_, j) => 1 << (2 * j)).reduce((a, b) => a | b, 0);
    const stationary = eigenvector.map((v) => v * v);
    this.#row = this.#draw(stationary, 0, 1);
    this.#filter = Float64Array.from(this.#ahead);
    this.#observe(this.#row);
  }

  /** Two more rows: ln of their probability given those before, and ln of that of the retained spins. */
  advance(): { readonly logRetained: number; readonly logAll: number } {
    const before = this.#row;
    let logAll = 0;
    for (let i = 0; i < 2; i++) {
      const next = this.#draw(this.#ahead, this.#row, this.#unequal);
      const bonds = 2 * this.#coupling * (bitCount(this.#row ^ next) + bitCount(next ^ rotate(next, this.#width)));
      logAll -= bonds + Math.log(this.#eigenvalue);
      this.#row = next;
    }
    // P(next | row) = W(row, next) V(next) r(next) / (λ r(row)) with r = V^(-1/2) v, the weight of all rows to come.
    logAll += this.#logOf(this.#row) - this.#logOf(before);

    const predicted = Float64Array.from(this.#filter);
    applyVerticalBonds(predicted, this.#width, this.#unequal);
    for (let i = 0; i < predicted.length; i++) predicted[i]! *= this.#within[i]!;
    applyVerticalBonds(predicted, this.#width, this.#unequal);
    for (let i = 0; i < predicted.length; i++) predicted[i]! *= this.#within[i]! / square(this.#eigenvalue);
    this.#filter = predicted;
    return { logAll, logRetained: this.#observe(this.#row) };
  }

  /** ln r of a row. */
  #logOf(row: number): number {
    return Math.log(this.#ahead[row]! / this.#within[row]!);
  }

  /** Keeps of the filter what agrees with the retained spins of a row; ln of the share that did. */
  #observe(row: number): number {
    const seen = row & this.#evenColumns;
    let probability = 0;
    for (let i = 0; i < this.#filter.length; i++) {
      if ((i & this.#evenColumns) !== seen) this.#filter[i] = 0;
      else probability += (this.#filter[i]! * this.#ahead[i]!) / this.#within[i]!;
    }
    for (let i = 0; i < this.#filter.length; i++) this.#filter[i]! /= probability;
    return Math.log(probability);
  }

  /**
   * A row with probability proportional to weights(row) · unequal^(spins in which it differs from `beside`), spin by spin.
   */
  #draw(weights: Float64Array, beside: number, unequal: number): number {
    const sums = [weights];
    for (let i = this.#width - 1; i > 0; i--) {
      const whole = sums[0]!;
      const isUp = (beside >> i) & 1;
      const [down, up] = [isUp ? unequal : 1, isUp ? 1 : unequal];
      const folded = new Float64Array(1 << i);
      for (let j = 0; j < folded.length; j++) folded[j] = down * whole[j]! + up * whole[j + folded.length]!;
      sums.unshift(folded);
    }
    const uniform = this.#random.uniform(this.#width, this.#drawn);
    this.#drawn += this.#width;
    let row = 0;
    for (let i = 0; i < this.#width; i++) {
      const isUp = (beside >> i) & 1;
      const down = (isUp ? unequal : 1) * sums[i]![row]!;
      const up = (isUp ? 1 : unequal) * sums[i]![row | (1 << i)]!;
      if (uniform[i]! * (down + up) >= down) row |= 1 << i;
    }
    return row;
  }
}

function rotate(row: number, columns: number): number {
  return ((row << 1) | (row >> (columns - 1))) & ((1 << columns) - 1);
}
