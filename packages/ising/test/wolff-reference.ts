import type { RandomStream } from '@rgflow/random';

/**
 * Wolff's algorithm in plain TypeScript, for comparison: the same words of the stream in the same order as
 * assembly/wolff.ts, hence the same spins.
 */
export class ReferenceLattice {
  readonly size: number;
  readonly spins: Int8Array;
  readonly #words: RandomWords;
  readonly #threshold: number;
  readonly #stack: Int32Array;

  constructor(coupling: number, size: number, random: RandomStream) {
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

/** The words of a stream one after the other, fetched by the thousand. */
class RandomWords {
  readonly #random: RandomStream;
  #words: Uint32Array;
  #used = 0;
  #fetched: number;

  constructor(random: RandomStream) {
    this.#random = random;
    this.#words = random.uint32(BATCH);
    this.#fetched = BATCH;
  }

  next(): number {
    if (this.#used === BATCH) {
      this.#words = this.#random.uint32(BATCH, this.#fetched);
      this.#fetched += BATCH;
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }
}

const BATCH = 8192;
