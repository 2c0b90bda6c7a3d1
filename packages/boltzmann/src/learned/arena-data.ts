import type { Kernels } from '@rgflow/kernels';
import type { UnitData } from './machine.js';

const FROM_BYTES = 1 / 255;

/** Rows of data in the arena, a few at a time: bytes stay bytes until they are used. */
export interface DataWindow {
  /** Takes rows by their numbers, or those that follow `first`. */
  gather(rows: ArrayLike<number>, first: number, count: number): void;
  /** Rows first, ..., first + count - 1. */
  slice(first: number, count: number): void;
  /** What was taken, as bytes or numbers, shape (count, units). */
  readonly bytes: Uint8Array | null;
  readonly numbers: Float32Array | null;
  /** Writes the values taken to `out`, bytes as 255ths. */
  valuesTo(out: Float32Array, count: number): void;
}

/** A window of `rows` rows; takes so many bytes or numbers of the arena. */
export function dataWindow(kernels: Kernels, { units, values }: UnitData, rows: number): DataWindow {
  const bytes = values instanceof Uint8Array ? kernels.uint8(rows * units) : null;
  const numbers = values instanceof Uint8Array ? null : kernels.float32(rows * units);
  const put = (row: number, at: number, count: number): void => {
    const part = values.subarray(row * units, (row + count) * units);
    (bytes ?? numbers!).set(part, at * units);
  };
  return {
    bytes,
    numbers,
    gather: (order, first, count) => {
      for (let i = 0; i < count; i++) put(order[first + i]!, i, 1);
    },
    slice: (first, count) => put(first, 0, count),
    valuesTo: (out, count) => {
      const length = count * units;
      if (bytes !== null) kernels.scaleUint8(bytes.subarray(0, length), FROM_BYTES, out.subarray(0, length));
      else out.set(numbers!.subarray(0, length));
    },
  };
}

/** Bytes of the arena that a window takes. */
export function windowBytes({ units, values }: UnitData, rows: number): number {
  return rows * units * values.BYTES_PER_ELEMENT + 64;
}

/** A copy of numbers in the arena. */
export function place(kernels: Kernels, values: Float32Array): Float32Array {
  const array = kernels.float32(values.length);
  array.set(values);
  return array;
}
