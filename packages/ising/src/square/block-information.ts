import { DomainError } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import type { SpinDistribution } from '../enumeration/boltzmann.js';
import { type BlockRuleInformation, blockRuleInformation } from '../information/block-rules.js';
import { leadingEigenvector, rowTransfer } from '../strip/row-transfer.js';

export interface SquareBlockOptions {
  /** Sites around the cylinder, 4 or 6. Default 4, where all rules take half a second; on 6 ten. */
  readonly width?: number;
  /** Rows of the buffer on either side of the block, 0 to 100. Default 1. */
  readonly buffer?: number;
}

/**
 * Real-space mutual information of a block of 2 × 2 in the square lattice, an infinitely long cylinder, with everything
 * beyond a buffer of some rows on either side: what the block spin tells of it by decimation, by majority and by the best
 * rule, in nats.
 *
 * The best rule is a majority whose ties all go to the same side. It tells a little more than one that breaks them by a spin
 * of the block, 1 % at K_c, though it does not turn with the spins. At K = 0.2 without a buffer it is yet another.
 *
 * Rounding leaves some 1e-15 nats of each, and the best rule is told from others by 1e-13: below K = 0.005, where decimation
 * tells less than 1e-9 nats, digits are lost, and below 0.001 all of the optimum.
 *
 * Rows are a Markov chain, so that the two rows at the ends of the buffer stand for all beyond: exact, by transfer matrix.
 * In the block's state v, bits 0 and 1 are neighbours in one row, bits 2 and 3 below them.
 *
 * @param coupling  0 <= K <= 300.
 * @throws {DomainError} if K, the width or the buffer is out of range.
 *
 * @example
 * squareBlockInformation(0.4); // decimation 0.150849293433, majority 0.183630547589, optimum 0.186038196223 nats
 *
 * Source: M. Koch-Janusz and Z. Ringel, Nature Physics 14, 578 (2018).
 */
export function squareBlockInformation(coupling: number, options: SquareBlockOptions = {}): BlockRuleInformation {
  const { width = 4 } = options;
  const environment = Array.from({ length: 2 * width }, (_, i) => 4 + i);
  return blockRuleInformation(squareBlockDistribution(coupling, options), [0, 1, 2, 3], environment);
}

/**
 * The joint distribution of the block, spins 0 to 3, and of the rows at the two ends of the buffer, spins 4 to 3 + width
 * above it and as many more below, for `ruleInformation`.
 *
 * @throws {DomainError} as `squareBlockInformation`.
 */
export function squareBlockDistribution(coupling: number, options: SquareBlockOptions = {}): SpinDistribution {
  const { width = 4, buffer = 1 } = options;
  checkCoupling('squareBlockDistribution', coupling);
  if (coupling > 300) {
    throw new DomainError(
      `squareBlockDistribution: the coupling K is ${coupling}; from 300 on the lattice is a single spin.`,
    );
  }
  if (width !== 4 && width !== 6) throw new DomainError(`squareBlockDistribution: width is ${width}; give 4 or 6.`);
  if (!(Number.isInteger(buffer) && buffer >= 0 && buffer <= 100)) {
    throw new DomainError(`squareBlockDistribution: buffer is ${buffer}; give a whole number from 0 to 100.`);
  }
  const transfer = rowTransfer(width, coupling);
  const { eigenvalue, eigenvector } = leadingEigenvector(transfer);
  const states = eigenvector.length;
  const nextRow = (x: Float64Array) => {
    transfer.apply(x);
    return x.map((weight) => weight / eigenvalue);
  };
  // What a row at the end of the buffer, and all beyond, bring to the rows of the block. Shape (end, row of the block).
  const fromEnd = Array.from({ length: states }, (_, end) => {
    let weights = eigenvector.map((v, row) => (row === end ? v : 0));
    for (let row = 0; row <= buffer; row++) weights = nextRow(weights);
    return weights;
  });
  const probabilities = new Float64Array(16 * states * states);
  for (const [above, weights] of fromEnd.entries()) {
    for (let upper = 0; upper < 4; upper++) {
      const onLower = nextRow(weights.map((weight, row) => ((row & 3) === upper ? weight : 0)));
      for (const [below, weightsBelow] of fromEnd.entries()) {
        const ends = 16 * (above + states * below) + upper;
        for (let lower = 0; lower < states; lower++) {
          probabilities[ends + 4 * (lower & 3)]! += onLower[lower]! * weightsBelow[lower]!;
        }
      }
    }
  }
  return { spins: 4 + 2 * width, probabilities };
}
