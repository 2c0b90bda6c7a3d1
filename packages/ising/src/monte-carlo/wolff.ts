import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkCoupling } from '../square/coupling.js';
import { RandomWords } from './random-words.js';

/**
 * A size × size torus of Ising spins, moved by flipping clusters: from a random site, each neighbour of equal spin joins
 * with probability 1 - e^(-2K), and so on from those that joined; then all are flipped. Correlations between successive
 * states hardly grow with the size, even at K_c.
 *
 * @example
 * const lattice = new WolffLattice(0.44, 64, RandomStream.named('wolff'));
 * lattice.flipCluster(); // how many spins it had
 *
 * Source: U. Wolff, Phys. Rev. Lett. 62, 361 (1989).
 */
export class WolffLattice {
  readonly size: number;
  /** ±1, row by row, shape (size²). All up at first. */
  readonly spins: Int8Array;
  readonly #words: RandomWords;
  /** A neighbour joins if a random word is below it: (1 - e^(-2K)) 2^32. */
  readonly #threshold: number;
  readonly #stack: Int32Array;

  /**
   * @param coupling  K >= 0.
   * @param size      From 2 to 4096.
   * @throws {DomainError} if K is negative or not finite, or the size another.
   */
  constructor(coupling: number, size: number, random: RandomStream) {
    checkCoupling('WolffLattice', coupling);
    if (!(Number.isInteger(size) && size >= 2 && size <= 4096)) {
      throw new DomainError(`WolffLattice: size is ${size}; give a whole number from 2 to 4096.`);
    }
    this.size = size;
    this.spins = new Int8Array(size * size).fill(1);
    this.#words = new RandomWords(random);
    this.#threshold = -Math.expm1(-2 * coupling) * 0x100000000;
    this.#stack = new Int32Array(size * size);
  }

  /** Grows one cluster and flips it; the number of spins flipped. */
  flipCluster(): number {
    const { size, spins } = this;
    const sites = spins.length;
    const words = this.#words;
    const threshold = this.#threshold;
    const stack = this.#stack;
    const seed = Math.floor((words.next() / 0x100000000) * sites);
    const old = spins[seed]!;
    spins[seed] = -old;
    stack[0] = seed;
    let waiting = 1;
    let flipped = 1;
    while (waiting > 0) {
      const site = stack[--waiting]!;
      const column = site % size;
      const right = column === size - 1 ? site + 1 - size : site + 1;
      const left = column === 0 ? site - 1 + size : site - 1;
      const below = site + size >= sites ? site + size - sites : site + size;
      const above = site < size ? site - size + sites : site - size;
      // A spin is flipped when it joins, so that it cannot join twice.
      if (spins[right] === old && words.next() < threshold) {
        spins[right] = -old;
        stack[waiting++] = right;
        flipped++;
      }
      if (spins[left] === old && words.next() < threshold) {
        spins[left] = -old;
        stack[waiting++] = left;
        flipped++;
      }
      if (spins[below] === old && words.next() < threshold) {
        spins[below] = -old;
        stack[waiting++] = below;
        flipped++;
      }
      if (spins[above] === old && words.next() < threshold) {
        spins[above] = -old;
        stack[waiting++] = above;
        flipped++;
      }
    }
    return flipped;
  }
}
