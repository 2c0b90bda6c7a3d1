import type { Kernels } from './kernels.js';

/** Rows of x that are multiplied at once. */
const ROWS = 256;

/** `Kernels.upperGram` by gemm: some rows from the diagonal on to the right at a time, in memory of the arena meanwhile. */
export function upperGramByRows(
  kernels: Kernels,
  rows: number,
  columns: number,
  x: Float32Array,
  out: Float32Array,
): void {
  const mark = kernels.mark();
  const products = kernels.float32(Math.min(ROWS, rows) * rows);
  for (let first = 0; first < rows; first += ROWS) {
    const end = Math.min(first + ROWS, rows);
    const rest = rows - first;
    const right = x.subarray(first * columns);
    kernels.gemm('n', 't', end - first, rest, columns, 1, right, right, 0, products);
    for (let i = first; i < end; i++) {
      out.set(products.subarray((i - first) * rest + i - first, (i - first + 1) * rest), i * rows + i);
    }
  }
  kernels.release(mark);
}
