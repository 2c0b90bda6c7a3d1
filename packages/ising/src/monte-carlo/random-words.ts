import type { RandomStream } from '@rgflow/random';

/** The words of a stream one after the other, fetched by the thousand. */
export class RandomWords {
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
