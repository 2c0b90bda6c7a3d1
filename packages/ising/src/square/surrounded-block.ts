import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import type { SpinDistribution } from '../enumeration/boltzmann.js';
import { applyVerticalBonds, horizontalWeights, leadingEigenvector, rowTransfer } from '../strip/row-transfer.js';

/**
 * The joint distribution of a block of 2 × 2 in the square lattice and of its whole surroundings beyond a buffer of one spin
 * on every side, also beside it, on an infinite cylinder of six sites: the least that has room for all three.
 *
 * The 16 spins next to the buffer stand for all beyond, since the lattice is a Markov field: spins 0 to 3 are the block (0
 * and 1 in one row, 2 and 3 below), 4 to 7 the four above the buffer, 8 to 15 those left and right of it in each of its four
 * rows from above, and 16 to 19 the four below. Exact, by transfer matrices: the semi-infinite cylinders above and below
 * are the leading eigenvector, the buffer is summed over row by row.
 *
 * @param coupling  0 <= K <= 300.
 * @throws {DomainError} if K is out of range.
 *
 * @example What the block tells of all beyond, at K = 0.1
 * const environment = Array.from({ length: 16 }, (_, i) => 4 + i);
 * blockInformation(surroundedBlockDistribution(0.1), [0, 1, 2, 3], environment, []).block; // 0.000461948806 nats
 *
 * Source: M. Koch-Janusz and Z. Ringel, Nature Physics 14, 578 (2018), for block, buffer and environment.
 */
export function surroundedBlockDistribution(coupling: number): SpinDistribution {
  checkCoupling('surroundedBlockDistribution', coupling);
  if (coupling > 300) {
    throw new DomainError(
      `surroundedBlockDistribution: the coupling K is ${coupling}; from 300 on the lattice is a single spin.`,
    );
  }
  const bond = (a: number, b: number) => (a === b ? 1 : Math.exp(-2 * coupling));
  const ends = cylinderEnds(coupling, bond);
  const inner = innerHalves(coupling, bond);
  const probabilities = new Float64Array(powerOfTwo(20));
  let total = 0;
  for (let upper = 0; upper < HALVES; upper++) {
    for (let lower = 0; lower < HALVES; lower++) {
      // The pairs outside the two middle rows, second of the upper half and of the lower, are neighbours too.
      const outside = ends[upper]! * ends[lower]! * pairBond(upper >> 6, lower >> 6, bond);
      const environment = environmentOf(upper, lower);
      for (let v = 0; v < 16; v++) {
        const [reached, kept] = [inner.reached[upper]![v & 3]!, inner.own[lower]![v >> 2]!];
        let inside = 0;
        for (let row = 0; row < 16; row++) inside += reached[row]! * kept[row]!;
        probabilities[v + 16 * environment] = outside * inside;
        total += outside * inside;
      }
    }
  }
  return { spins: 20, probabilities: probabilities.map((p) => p / total) };
}

/**
 * What half of the environment is: the four spins beyond the buffer, bits 0 to 3, the pair left and right of the outer row
 * of the buffer, bits 4 and 5, and that of the row of the block, bits 6 and 7. A half is the other one upside down.
 */
const HALVES = 256;

const bitOf = (x: number, i: number) => (x >> i) & 1;

/** Two pairs of neighbours, one in the row below the other. */
function pairBond(pair: number, other: number, bond: (a: number, b: number) => number): number {
  return bond(bitOf(pair, 0), bitOf(other, 0)) * bond(bitOf(pair, 1), bitOf(other, 1));
}

/** The place in `environment`, bit i of which is spin 4 + i. */
function environmentOf(upper: number, lower: number): number {
  const [above, outer, middle] = [upper & 15, (upper >> 4) & 3, upper >> 6];
  const [below, lowerOuter, lowerMiddle] = [lower & 15, (lower >> 4) & 3, lower >> 6];
  return above | (outer << 4) | (middle << 6) | (lowerMiddle << 8) | (lowerOuter << 10) | (below << 12);
}

/**
 * What all beyond a half of the buffer brings to each half of the environment: the semi-infinite cylinder with the row above
 * the buffer, whose two spins that are not next to it are summed over, and the pairs beside the two rows. Shape (HALVES).
 */
function cylinderEnds(coupling: number, bond: (a: number, b: number) => number): Float64Array {
  const { eigenvector } = leadingEigenvector(rowTransfer(6, coupling));
  // It carries half of the bonds within its row.
  const rowWeights = horizontalWeights(6, coupling).map(Math.sqrt);
  return Float64Array.from({ length: HALVES }, (_, half) => {
    const [above, outer, middle] = [half & 15, (half >> 4) & 3, half >> 6];
    let sum = 0;
    for (let pair = 0; pair < 4; pair++) {
      const row = bitOf(pair, 0) | (above << 1) | (bitOf(pair, 1) << 5);
      sum += eigenvector[row]! * rowWeights[row]! * pairBond(pair, outer, bond);
    }
    // Left and right of the buffer are neighbours around the cylinder.
    const within = bond(bitOf(outer, 0), bitOf(outer, 1)) * bond(bitOf(middle, 0), bitOf(middle, 1));
    return sum * pairBond(outer, middle, bond) * within;
  });
}

/**
 * The four columns of buffer and block, half by half, for each half of the environment and each state of the two spins of
 * the block in it: `own` the weights of the row of the block with all above, shape (HALVES, 4, 16); `reached` what they
 * bring to the row below.
 */
function innerHalves(coupling: number, bond: (a: number, b: number) => number) {
  const unequal = Math.exp(-2 * coupling);
  const rowWeight = (row: number, pair: number) =>
    bond(bitOf(pair, 0), bitOf(row, 0)) *
    bond(bitOf(row, 0), bitOf(row, 1)) *
    bond(bitOf(row, 1), bitOf(row, 2)) *
    bond(bitOf(row, 2), bitOf(row, 3)) *
    bond(bitOf(row, 3), bitOf(pair, 1));
  const own = Array.from({ length: HALVES }, (_, half) => {
    const [above, outer, middle] = [half & 15, (half >> 4) & 3, half >> 6];
    const buffer = new Float64Array(16);
    buffer[above] = 1;
    applyVerticalBonds(buffer, 4, unequal);
    for (let row = 0; row < 16; row++) buffer[row]! *= rowWeight(row, outer);
    applyVerticalBonds(buffer, 4, unequal);
    return Array.from({ length: 4 }, (_, spins) =>
      buffer.map((weight, row) => (((row >> 1) & 3) === spins ? weight * rowWeight(row, middle) : 0)),
    );
  });
  const reached = own.map((ofHalf) =>
    ofHalf.map((weights) => {
      const below = weights.slice();
      applyVerticalBonds(below, 4, unequal);
      return below;
    }),
  );
  return { own, reached };
}
