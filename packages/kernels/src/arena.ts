import { checkLength } from './checks.js';
import { ArenaError, KernelArgumentError } from './errors.js';

const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;
/** Room for the working memory of gemm and the self-check of a BLAS. */
const SMALLEST_BYTES = 2 ** 21;
const LARGEST_PAGES = 65_535;

/** What the arena hands out. */
export type ArenaView = Float32Array | Float64Array | Uint8Array;

/**
 * One WebAssembly memory, reserved in full at the start and given out from the bottom up.
 *
 * It never grows: growing would detach every view handed out, and native code that is given a detached view kills the
 * process. Reserving costs address space only; a page becomes resident when it is first written.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly capacityBytes: number;
  readonly #buffer: ArrayBuffer;
  #base = 0;
  #top = 0;
  /** Up to here memory may have been written; above it is still zero, untouched and not resident. */
  #written = 0;

  /** @throws {ArenaError} if `bytes` is out of range or the system does not grant them. */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    if (!(bytes >= SMALLEST_BYTES && pages <= LARGEST_PAGES)) {
      throw new ArenaError(
        `createKernels: arenaBytes is ${bytes}; give ${SMALLEST_BYTES} to ${LARGEST_PAGES * PAGE_BYTES}.`,
      );
    }
    try {
      this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (error) {
      throw new ArenaError(
        `createKernels: ${bytes} bytes of memory could not be reserved (${(error as Error).message}); give a smaller arenaBytes.`,
      );
    }
    this.capacityBytes = pages * PAGE_BYTES;
    this.#buffer = this.memory.buffer as ArrayBuffer;
  }

  get usedBytes(): number {
    return this.#top;
  }

  /** Keeps the first `bytes` for the modules themselves, for good. */
  keep(bytes: number): void {
    this.#base = this.#top = this.#written = roundUp(bytes);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.#buffer, this.#allocate('float32', length, 4), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#allocate('float64', length, 8), length);
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#allocate('uint8', length, 1), length);
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    if (!(mark >= this.#base && mark <= this.#top && mark % ALIGNMENT === 0)) {
      throw new ArenaError(`release: ${mark} is not a mark of this arena between ${this.#base} and ${this.#top}.`);
    }
    this.#top = mark;
  }

  /**
   * The address of the first `length` entries of a view, for native code.
   *
   * @throws {KernelArgumentError} if the view is not of this arena, was released, or is too short; `needed` says where
   *                               `length` comes from.
   */
  address(where: string, name: string, view: ArenaView, length: number, needed: string): number {
    if (view.buffer !== this.#buffer) {
      throw new KernelArgumentError(
        `${where}: ${name} is not memory of these kernels; allocate it with their float32(), float64() or uint8() and copy into it.`,
      );
    }
    if (!(view.length >= length)) {
      throw new KernelArgumentError(`${where}: ${name} has ${view.length} entries; expected ${needed} = ${length}.`);
    }
    if (!(view.byteOffset >= this.#base && view.byteOffset + length * view.BYTES_PER_ELEMENT <= this.#top)) {
      throw new KernelArgumentError(`${where}: ${name} was given back by release(); allocate it again.`);
    }
    return view.byteOffset;
  }

  /** The same of a view that may lie anywhere: null outside of this arena, where its length alone is checked. */
  addressIfInside(where: string, name: string, view: Float32Array, length: number, needed: string): number | null {
    if (view.buffer === this.#buffer) return this.address(where, name, view, length, needed);
    checkLength(where, name, view, length, needed);
    return null;
  }

  /** The address of a copy of the first `length` entries of a view. */
  copied(view: Float32Array, length: number): number {
    const copy = this.float32(length);
    copy.set(view.subarray(0, length));
    return copy.byteOffset;
  }

  #allocate(method: string, length: number, size: number): number {
    if (!(Number.isInteger(length) && length >= 0)) {
      throw new KernelArgumentError(`${method}: the length is ${length}; give a whole number.`);
    }
    const start = this.#top;
    const end = roundUp(start + length * size);
    if (!(end <= this.capacityBytes)) {
      throw new ArenaError(
        `${method}(${length}): ${end} bytes are needed but the arena holds ${this.capacityBytes}; release() what is done with or create the kernels with a larger arenaBytes.`,
      );
    }
    if (start < this.#written) new Uint8Array(this.#buffer, start, Math.min(end, this.#written) - start).fill(0);
    this.#written = Math.max(this.#written, end);
    this.#top = end;
    return start;
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
