import { DomainError, square } from '@rgflow/numerics';
import type { BlockSystem } from './expansion.js';

/** How a block's spin is made of its spins: the first of them, or the sign of their sum. */
export type BlockRule = 'decimation' | 'majority';

/**
 * A ring of `blocks` blocks of `blockSize` neighbouring spins, coupling K, for `blockExpansion`.
 *
 * @throws {DomainError} if there are fewer than 2 blocks, the block is empty, or a majority is asked of an even number.
 */
export function blockedRing(coupling: number, blockSize: number, blocks: number, rule: BlockRule): BlockSystem {
  if (!(Number.isInteger(blockSize) && blockSize >= 1 && Number.isInteger(blocks) && blocks >= 2)) {
    throw new DomainError(
      `blockedRing: ${blocks} blocks of ${blockSize} spins; give 2 blocks or more, of one spin or more.`,
    );
  }
  if (rule === 'majority' && blockSize % 2 === 0) {
    throw new DomainError(`blockedRing: a block of ${blockSize} spins may have no majority; give an odd number.`);
  }
  const spins = blocks * blockSize;
  const bonds = Array.from({ length: spins }, (_, i) => i);
  const sumOver = (chosen: readonly number[]) => (spin: (site: number) => number) =>
    coupling * chosen.reduce((sum, i) => sum + spin(i) * spin((i + 1) % spins), 0);
  return {
    spins,
    blocks,
    within: sumOver(bonds.filter((i) => (i + 1) % blockSize !== 0)),
    between: sumOver(bonds.filter((i) => (i + 1) % blockSize === 0)),
    blockSpins: (spin) => {
      let up = 0;
      for (let block = 0; block < blocks; block++) {
        if (blockSpin(spin, block * blockSize, blockSize, rule) > 0) up |= 1 << block;
      }
      return up;
    },
  };
}

function blockSpin(spin: (site: number) => number, first: number, size: number, rule: BlockRule): number {
  switch (rule) {
    case 'decimation':
      return spin(first);
    case 'majority': {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += spin(first + i);
      return sum;
    }
    default:
      return rule satisfies never;
  }
}

/**
 * K' of the chain in blocks of three by majority, to first order: K φ², φ = ⟨σ₁⟩ of an end spin in a block whose majority is
 * up, (e^(2K) + e^(-2K)) / (e^(2K) + e^(-2K) + 2).
 *
 * @example
 * majorityChainFirstOrder(0.2); // 0.0539715841622
 */
export function majorityChainFirstOrder(coupling: number): number {
  return coupling / square(1 + 1 / Math.cosh(2 * coupling));
}
