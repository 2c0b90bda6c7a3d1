import { fillNormals } from './normal.js';
import { type Key, philoxBlock } from './philox.js';
import { type StreamValues, streamKey } from './stream-key.js';

// The last word of the counter, so that the kinds of draw from one stream are independent; normal numbers have 2.
const UINT32_DOMAIN = 0;
const UNIFORM_DOMAIN = 1;
const INTEGER_DOMAIN = 3;
const PERMUTATION_DOMAIN = 4;

/**
 * A named stream of random numbers: Philox 4x32-10 under a key derived from the stream's name and values.
 *
 * A stream is a value, not a tap: element i of a kind of draw depends only on (key, i), so the same call twice gives the
 * same numbers. For other numbers, split the stream or pass `first`. Kinds of draw (uint32, uniform, normals, integers,
 * permutation) are independent of each other.
 *
 * @example
 * const cell = RandomStream.named('train', { sigmaW2: 1.5, seed: 0 });
 * cell.split('weights', { layer: 3 }).uniform(2); // Float64Array [ 0.4777143892284845, 0.26948314437405696 ]
 */
export class RandomStream {
  /** The Philox key: two unsigned 32-bit words. */
  readonly key: Key;

  private constructor(key: Key) {
    this.key = Object.freeze(key);
  }

  /** The stream of that name and those values; the order of the values does not matter. */
  static named(name: string, values: StreamValues = {}): RandomStream {
    return new RandomStream(streamKey(null, name, values));
  }

  /** A child stream, independent of this one, of its other children and of the same name under another parent. */
  split(name: string, values: StreamValues = {}): RandomStream {
    return new RandomStream(streamKey(this.key, name, values));
  }

  /** Elements first, ..., first + n - 1 of the stream of uniform 32-bit words. */
  uint32(n: number, first = 0): Uint32Array {
    checkRange('uint32', n, first);
    const out = new Uint32Array(n);
    const words = new Uint32Array(4);
    for (let i = 0; i < n; ) {
      this.#block(Math.floor((first + i) / 4), 0, UINT32_DOMAIN, words);
      for (let j = (first + i) % 4; j < 4 && i < n; j++, i++) out[i] = words[j]!;
    }
    return out;
  }

  /** Elements first, ..., first + n - 1 of the stream of uniform numbers in [0, 1), multiples of 2^-53. */
  uniform(n: number, first = 0): Float64Array {
    checkRange('uniform', n, first);
    const out = new Float64Array(n);
    const words = new Uint32Array(4);
    for (let i = 0; i < n; ) {
      this.#block(Math.floor((first + i) / 2), 0, UNIFORM_DOMAIN, words);
      for (let j = (first + i) % 2; j < 2 && i < n; j++, i++) {
        out[i] = ((words[2 * j]! >>> 5) * 0x4000000 + (words[2 * j + 1]! >>> 6)) / 0x20000000000000;
      }
    }
    return out;
  }

  /**
   * Fills `out` with elements first, first + 1, ... of the stream of standard normal numbers and returns it. The same
   * bits on every platform, and from `fillNormals` of `@rgflow/kernels`, which is the faster way to many.
   */
  normals(out: Float32Array, first = 0): Float32Array {
    checkRange('normals', out.length, first);
    fillNormals(this.key, first, out);
    return out;
  }

  /**
   * n integers, uniform on 0, 1, ..., below - 1, without the bias of a remainder: words beyond the last multiple of
   * `below` are thrown away.
   *
   * @throws {RangeError} unless `below` is an integer from 1 to 2^32.
   */
  integers(n: number, below: number): Uint32Array {
    checkRange('integers', n, 0);
    if (!(Number.isInteger(below) && below >= 1 && below <= 0x100000000)) {
      throw new RangeError(`RandomStream.integers: below is ${below}; give an integer from 1 to 2^32.`);
    }
    const out = new Uint32Array(n);
    const words = new Uint32Array(4);
    for (let i = 0; i < n; i++) out[i] = this.#integer(INTEGER_DOMAIN, i, below, words);
    return out;
  }

  /** The numbers 0, 1, ..., n - 1 in random order (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    checkRange('permutation', n, 0);
    const out = Uint32Array.from({ length: n }, (_, i) => i);
    const words = new Uint32Array(4);
    for (let i = n - 1; i > 0; i--) {
      const j = this.#integer(PERMUTATION_DOMAIN, i, i + 1, words);
      const moved = out[i]!;
      out[i] = out[j]!;
      out[j] = moved;
    }
    return out;
  }

  #integer(domain: number, index: number, below: number, words: Uint32Array): number {
    const end = 0x100000000 - (0x100000000 % below);
    for (let attempt = 0; ; attempt++) {
      this.#block(index, attempt, domain, words);
      for (const word of words) if (word < end) return word % below;
    }
  }

  #block(index: number, attempt: number, domain: number, words: Uint32Array): void {
    philoxBlock(index >>> 0, Math.floor(index / 0x100000000), attempt, domain, this.key, words);
  }
}

function checkRange(method: string, n: number, first: number): void {
  if (!(Number.isInteger(n) && n >= 0)) {
    throw new RangeError(`RandomStream.${method}: the count is ${n}; give a whole number.`);
  }
  if (!(Number.isInteger(first) && first >= 0 && first + n <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`RandomStream.${method}: first is ${first}; give a whole number below 2^53 - n.`);
  }
}
