import type { Arena } from './arena.js';
import { type BinaryExports, instantiateBinaryKernels } from './binary-wasm.js';
import { checkDimensions } from './checks.js';
import { KernelArgumentError } from './errors.js';
import type { Kernels } from './kernels.js';

/**
 * Where a stretch of draws of a Philox stream begins: its key, and the number of its first draw, a multiple of
 * `DRAWS_AT_ONCE`.
 */
export interface StreamStretch {
  readonly key: readonly [number, number];
  readonly first: number;
}

/** Stretches of a stream begin at multiples of it. */
export const DRAWS_AT_ONCE = 32;

/** Bytes of the arena that `createBinaryKernels` takes. */
export const BINARY_KERNELS_BYTES = 192;

/**
 * What machines of binary units need beside `Kernels`: sampling, packing, the sums of free energies and the end of a step.
 *
 * On the arena of those kernels, with the same checks: every array must be a view that they handed out. Everything has the
 * same bits on every machine. A module of its own: no training of other networks depends on it.
 */
export class BinaryKernels {
  readonly #arena: Arena;
  readonly #wasm: BinaryExports;
  readonly #scratch: Uint8Array;

  /** @param arena  The arena of the kernels it stands beside; 192 bytes of it are taken. */
  constructor(arena: Arena) {
    this.#arena = arena;
    this.#wasm = instantiateBinaryKernels(arena.memory);
    this.#scratch = arena.uint8(BINARY_KERNELS_BYTES);
  }

  /**
   * out[i] <- 1 with probability p[i], else 0; p and out of one length, out may be p. Never 1 for p = 0 or NaN, always for
   * p = 1.
   *
   * Draw d = first + i takes half a word of `RandomStream.uint32`, n = 16 bits d % 2, the lower first, of word floor(d / 2).
   * With x = 2^16 p, in float32, it is 1 where n + 1 <= x, 0 where n > x, and else 1 where u <= x - n, with m the upper 31
   * bits of word d of the words of another kind (5 in the last word of the counter) and u = (m + 1/2) 2^-31 in float32.
   */
  sampleBernoulli(stretch: StreamStretch, p: Float32Array, out: Float32Array): void {
    const where = 'sampleBernoulli';
    const [from, to] = [this.#whole(where, 'p', p), this.#arena.address(where, 'out', out, p.length, "p's length")];
    const { key, first } = checkStretch(where, stretch);
    this.#wasm.sampleBernoulli(key[0], key[1], first, p.length, from, to, this.#scratchAddress(where));
  }

  /** out[i] <- 1 with probability grey[i] / 255, as `sampleBernoulli`. */
  sampleGrey(stretch: StreamStretch, grey: Uint8Array, out: Float32Array): void {
    const where = 'sampleGrey';
    const from = this.#whole(where, 'grey', grey);
    const to = this.#arena.address(where, 'out', out, grey.length, "grey's length");
    const { key, first } = checkStretch(where, stretch);
    this.#wasm.sampleGrey(key[0], key[1], first, grey.length, from, to, this.#scratchAddress(where));
  }

  /**
   * Bit j % 8 of out[i, floor(j / 8)], the least significant the first, <- whether x[i, j] >= threshold; the bits behind the
   * last column are 0. x (rows, columns), out (rows, ceil(columns / 8)).
   */
  packBits(rows: number, columns: number, threshold: number, x: Float32Array, out: Uint8Array): void {
    const where = 'packBits';
    checkDimensions(where, { rows, columns });
    const bytes = rows * Math.ceil(columns / 8);
    const from = this.#arena.address(where, 'x', x, rows * columns, 'rows columns');
    const to = this.#arena.address(where, 'out', out, bytes, 'rows ceil(columns / 8)');
    this.#wasm.packBits(rows, columns, threshold, from, to);
  }

  /** out[i, j] <- bit j of row i of `packBits`, as 0 or 1. bits (rows, ceil(columns / 8)), out (rows, columns). */
  unpackBits(rows: number, columns: number, bits: Uint8Array, out: Float32Array): void {
    const where = 'unpackBits';
    checkDimensions(where, { rows, columns });
    const bytes = rows * Math.ceil(columns / 8);
    const from = this.#arena.address(where, 'bits', bits, bytes, 'rows ceil(columns / 8)');
    const to = this.#arena.address(where, 'out', out, rows * columns, 'rows columns');
    this.#wasm.unpackBits(rows, columns, from, to);
  }

  /**
   * out[i] <- sum_j ln(1 + e^(scale (x[i, j] + bias[j]))), NaN where an exponent is; x (rows, columns), bias (columns),
   * out float64 (rows). Exponents in float32, sums in float64: relative error below 1e-6 of each exponent's share.
   */
  softplusSums(
    rows: number,
    columns: number,
    scale: number,
    x: Float32Array,
    bias: Float32Array,
    out: Float64Array,
  ): void {
    const where = 'softplusSums';
    checkDimensions(where, { rows, columns });
    const from = this.#arena.address(where, 'x', x, rows * columns, 'rows columns');
    const biases = this.#arena.address(where, 'bias', bias, columns, 'columns');
    this.#wasm.softplusSums(rows, columns, scale, from, biases, this.#arena.address(where, 'out', out, rows, 'rows'));
  }

  /**
   * out[i] <- sum_j ln(1 + table[i, j] factors[j]), all float64 and 0 or above; table (rows, columns), factors (columns),
   * out (rows). Relative error below 1e-12.
   *
   * @param columns  A multiple of 8: fill up with zeros.
   * @param stride   So many eights of columns are multiplied before the powers of two are taken out: (1 + largest product)
   *                 to this power must be below 1e308.
   */
  logOnePlusSums(
    rows: number,
    columns: number,
    stride: number,
    table: Float64Array,
    factors: Float64Array,
    out: Float64Array,
  ): void {
    const where = 'logOnePlusSums';
    checkDimensions(where, { rows, columns, stride });
    if (columns % 8 !== 0 || stride < 1) {
      throw new KernelArgumentError(
        `${where}: ${columns} columns, stride ${stride}; expected a multiple of 8, and at least 1.`,
      );
    }
    const from = this.#arena.address(where, 'table', table, rows * columns, 'rows columns');
    const by = this.#arena.address(where, 'factors', factors, columns, 'columns');
    this.#wasm.logOnePlusSums(rows, columns, stride, from, by, this.#arena.address(where, 'out', out, rows, 'rows'));
  }

  /** velocity <- velocity - shrink x, then x <- x + velocity; both of one length. */
  moveWithDecay(shrink: number, velocity: Float32Array, x: Float32Array): void {
    const where = 'moveWithDecay';
    const from = this.#arena.address(where, 'velocity', velocity, x.length, "x's length");
    this.#wasm.moveWithDecay(x.length, shrink, from, this.#whole(where, 'x', x));
  }

  /** Sum of (x[i] - y[i])^2 over the length of x; differences in float32, the sum in float64. */
  squaredDistance(x: Float32Array, y: Float32Array): number {
    const where = 'squaredDistance';
    const other = this.#arena.address(where, 'y', y, x.length, "x's length");
    return this.#wasm.squaredDistance(x.length, this.#whole(where, 'x', x), other);
  }

  #whole(where: string, name: string, view: Float32Array | Uint8Array): number {
    return this.#arena.address(where, name, view, view.length, 'its length');
  }

  #scratchAddress(where: string): number {
    return this.#arena.address(where, 'the memory of these binary kernels', this.#scratch, BINARY_KERNELS_BYTES, '192');
  }
}

/**
 * Binary kernels on the arena of `kernels`, until what is allocated now is released.
 *
 * @throws {KernelArgumentError} if the kernels are not those of `createKernels`.
 *
 * @example
 * const binary = createBinaryKernels(kernels);
 * const p = kernels.float32(3);
 * p.set([0, 0.5, 1]);
 * binary.sampleBernoulli({ key: RandomStream.named('coin').key, first: 0 }, p, p); // p is [0, 0 or 1, 1]
 */
export function createBinaryKernels(kernels: Kernels): BinaryKernels {
  const { arena } = kernels as { readonly arena?: Arena };
  if (arena?.memory instanceof WebAssembly.Memory) return new BinaryKernels(arena);
  throw new KernelArgumentError('createBinaryKernels: these kernels have no arena; give those of createKernels().');
}

function checkStretch(where: string, stretch: StreamStretch): StreamStretch {
  const { first } = stretch;
  if (Number.isSafeInteger(first) && first >= 0 && first % DRAWS_AT_ONCE === 0) return stretch;
  throw new KernelArgumentError(`${where}: first is ${first}; expected a multiple of ${DRAWS_AT_ONCE}.`);
}
