import type { Arena } from './arena.js';
import { type AutoencoderExports, instantiateAutoencoderKernels } from './autoencoder-wasm.js';
import { KernelArgumentError } from './errors.js';
import type { Kernels } from './kernels.js';

/** The numbers of one step of Adam. */
export interface AdamStep {
  readonly learningRate: number;
  /** beta_1 and beta_2: what is left of the running means of the gradient and of its square. */
  readonly beta1: number;
  readonly beta2: number;
  /** beta_1^t and beta_2^t, with t = 1 in the first step. */
  readonly beta1Power: number;
  readonly beta2Power: number;
  /** Added to the root, so that nothing is divided by 0. */
  readonly epsilon: number;
  /** Times x it is added to the gradient. */
  readonly weightDecay: number;
}

/**
 * What the training of autoencoders needs beside `Kernels`: losses entry by entry, and the step of Adam.
 *
 * On the arena of those kernels, with the same checks: every array must be a view that they handed out. Everything has the
 * same bits on every machine. A module of its own: no training of other networks depends on it.
 */
export class AutoencoderKernels {
  readonly #arena: Arena;
  readonly #wasm: AutoencoderExports;

  /** @param arena  The arena of the kernels it stands beside. */
  constructor(arena: Arena) {
    this.#arena = arena;
    this.#wasm = instantiateAutoencoderKernels(arena.memory);
  }

  /**
   * Sum of (y[i] - x[i])^2 over the length of y, and gradient[i] <- scale (y[i] - x[i]); gradient may be y. Differences are
   * rounded to float32, the sum is of float64.
   */
  squaredError(scale: number, y: Float32Array, x: Float32Array, gradient: Float32Array): number {
    const [from, target, to] = this.#three('squaredError', y, x, gradient);
    return this.#wasm.squaredError(y.length, scale, from, target, to);
  }

  /**
   * Cross-entropy of units with probability 1 / (1 + e^-z[i]) to be 1 against x[i] in [0, 1], in nats, summed over z: sum of
   * ln(1 + e^z[i]) - x[i] z[i]; and gradient[i] <- scale (1 / (1 + e^-z[i]) - x[i]), which may be z. The error of the sum is
   * below 1e-6 of that of |z| and ln(1 + e^-|z|); NaN where a z is.
   */
  binaryCrossEntropy(scale: number, z: Float32Array, x: Float32Array, gradient: Float32Array): number {
    const [from, target, to] = this.#three('binaryCrossEntropy', z, x, gradient);
    return this.#wasm.binaryCrossEntropy(z.length, scale, from, target, to);
  }

  /**
   * One step of Adam on all of x, in float32: with G = gradient + weightDecay x,
   *
   *     m <- m + (1 - beta_1) (G - m),    v <- v + (1 - beta_2) (G^2 - v),
   *     x <- x - learningRate m / (1 - beta_1^t) / (sqrt(v / (1 - beta_2^t)) + epsilon).
   *
   * A weight whose gradient is 0 all the time still moves towards 0 by learningRate a step if weightDecay > 0: Adam puts
   * sizes away.
   *
   * Source: Kingma and Ba, arXiv:1412.6980, algorithm 1.
   */
  adam(step: AdamStep, gradient: Float32Array, m: Float32Array, v: Float32Array, x: Float32Array): void {
    const where = 'adam';
    const { learningRate, beta1, beta2, beta1Power, beta2Power, epsilon, weightDecay } = step;
    const at = (name: string, view: Float32Array) => this.#arena.address(where, name, view, x.length, "x's length");
    const [from, mean, square, to] = [at('gradient', gradient), at('m', m), at('v', v), at('x', x)];
    const rate = learningRate / (1 - beta1Power);
    const root = 1 / Math.sqrt(1 - beta2Power);
    this.#wasm.adam(x.length, rate, root, 1 - beta1, 1 - beta2, epsilon, weightDecay, from, mean, square, to);
  }

  #three(where: string, y: Float32Array, x: Float32Array, gradient: Float32Array): readonly [number, number, number] {
    const at = (name: string, view: Float32Array) =>
      this.#arena.address(where, name, view, y.length, 'the length of what comes first');
    return [at('its first array', y), at('x', x), at('gradient', gradient)];
  }
}

/**
 * Kernels of autoencoders on the arena of `kernels`; none of it is taken.
 *
 * @throws {KernelArgumentError} if the kernels are not those of `createKernels`.
 *
 * @example
 * const [y, x] = [kernels.float32(2), kernels.float32(2)];
 * y.set([1, 3]);
 * createAutoencoderKernels(kernels).squaredError(1, y, x, y); // 10
 */
export function createAutoencoderKernels(kernels: Kernels): AutoencoderKernels {
  const { arena } = kernels as { readonly arena?: Arena };
  if (arena?.memory instanceof WebAssembly.Memory) return new AutoencoderKernels(arena);
  throw new KernelArgumentError(
    'createAutoencoderKernels: these kernels have no arena; give those of createKernels().',
  );
}
