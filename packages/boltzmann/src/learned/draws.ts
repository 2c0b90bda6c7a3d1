import { type BinaryKernels, DRAWS_AT_ONCE, type Kernels, type StreamStretch } from '@rgflow/kernels';
import type { RandomStream } from '@rgflow/random';

/** Consecutive stretches of one stream: what is drawn depends on what was drawn before, and on nothing else. */
export class Draws {
  readonly #key: readonly [number, number];
  #next = 0;

  constructor(random: RandomStream) {
    this.#key = random.key;
  }

  /** The next stretch of `length` numbers. */
  next(length: number): StreamStretch {
    const first = this.#next;
    this.#next += Math.ceil(length / DRAWS_AT_ONCE) * DRAWS_AT_ONCE;
    return { key: this.#key, first };
  }

  /** x[i] <- 1 with probability x[i], else 0. */
  bernoulli(binary: BinaryKernels, x: Float32Array): void {
    binary.sampleBernoulli(this.next(x.length), x, x);
  }

  /** x[i] <- x[i] + a standard normal number; `noise` is of the same length. */
  addNormals(kernels: Kernels, x: Float32Array, noise: Float32Array): void {
    const { key, first } = this.next(x.length);
    kernels.fillNormals(key, first, 0, 1, noise);
    kernels.axpy(1, noise, x);
  }
}
