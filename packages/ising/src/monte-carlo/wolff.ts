import { readFileSync } from 'node:fs';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkCoupling } from '../coupling.js';

/**
 * A size × size torus of Ising spins, moved by flipping clusters: from a random site, each neighbour of equal spin joins
 * with probability 1 - e^(-2K), and so on from those that joined; then all are flipped. Correlations between successive
 * states hardly grow with the size, even at K_c.
 *
 * The clusters grow in WASM (assembly/wolff.ts), with the words of `random.uint32`: the same spins on every platform.
 *
 * @example
 * const lattice = new WolffLattice(0.44, 64, RandomStream.named('wolff'));
 * lattice.flipClusters(10); // how many spins they had
 *
 * Source: U. Wolff, Phys. Rev. Lett. 62, 361 (1989).
 */
export class WolffLattice {
  readonly size: number;
  /** ±1, row by row, shape (size²); a view of the lattice itself. All up at first. */
  readonly spins: Int8Array;
  readonly #key: RandomStream['key'];
  readonly #exports: WolffExports;

  /**
   * @param coupling  K >= 0.
   * @param size      From 2 to 1024.
   * @throws {DomainError} if K is negative or not finite, or the size another.
   */
  constructor(coupling: number, size: number, random: RandomStream) {
    checkCoupling('WolffLattice', coupling);
    if (!(Number.isInteger(size) && size >= 2 && size <= 1024)) {
      throw new DomainError(`WolffLattice: size is ${size}; give a whole number from 2 to 1024.`);
    }
    this.size = size;
    this.#key = random.key;
    const sites = size * size;
    const pages = Math.ceil((OWN_BYTES + 5 * sites) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.#exports = instantiate(memory);
    // A word is below a threshold where it is below the next whole number.
    const threshold = Math.ceil(-Math.expm1(-2 * coupling) * 0x100000000);
    this.spins = new Int8Array(memory.buffer, this.#exports.setUp(size, threshold), sites);
  }

  /**
   * Grows and flips clusters, one after the other; the number of spins flipped.
   *
   * @param count  From 0 to 2^31 - 1.
   * @throws {DomainError} if `count` is something else.
   */
  flipClusters(count: number): number {
    if (!(Number.isInteger(count) && count >= 0 && count < 2 ** 31)) {
      throw new DomainError(`WolffLattice.flipClusters: count is ${count}; give a whole number from 0 to 2^31 - 1.`);
    }
    return this.#exports.flipClusters(count, this.#key[0], this.#key[1]);
  }
}

/** What assembly/wolff.ts exports. */
interface WolffExports {
  setUp(size: number, threshold: number): number;
  flipClusters(count: number, key0: number, key1: number): number;
}

/** The module's globals, the random words and their alignment, generously. */
const OWN_BYTES = 4096;

function instantiate(memory: WebAssembly.Memory): WolffExports {
  wolffModule ??= new WebAssembly.Module(readFileSync(new URL('../../dist/wolff.wasm', import.meta.url)));
  return new WebAssembly.Instance(wolffModule, { env: { memory } }).exports as unknown as WolffExports;
}

let wolffModule: WebAssembly.Module | undefined;
