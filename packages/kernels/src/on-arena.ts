import type { Arena } from './arena.js';

/** Kernels as far as they give out memory of their arena. */
export abstract class OnArena {
  protected readonly arena: Arena;

  constructor(arena: Arena) {
    this.arena = arena;
  }

  float32(length: number): Float32Array {
    return this.arena.float32(length);
  }

  float64(length: number): Float64Array {
    return this.arena.float64(length);
  }

  uint8(length: number): Uint8Array {
    return this.arena.uint8(length);
  }

  mark(): number {
    return this.arena.mark();
  }

  release(mark: number): void {
    this.arena.release(mark);
  }

  get capacityBytes(): number {
    return this.arena.capacityBytes;
  }

  get usedBytes(): number {
    return this.arena.usedBytes;
  }
}
