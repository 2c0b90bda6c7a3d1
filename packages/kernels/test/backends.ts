import { createKernels, findBlas, type Kernels } from '../src/index.js';

const MEBIBYTE = 2 ** 20;

/** Whether the machine has a BLAS; looked up whatever RGFLOW_BLAS says, unless it names one. */
export const hasBlas = process.env.RGFLOW_BLAS !== 'none' && findBlas().blas !== null;

/** Every implementation of gemm that this machine can run, on small arenas; BLAS is null where there is none. */
export const backends: readonly (readonly [string, Kernels | null])[] = [
  ['WASM, fused if the engine can', createKernels({ arenaBytes: 64 * MEBIBYTE, blas: 'none' })],
  ['WASM, portable', createKernels({ arenaBytes: 64 * MEBIBYTE, blas: 'none', wasmGemm: 'portable' })],
  ['BLAS', hasBlas ? createKernels({ arenaBytes: 64 * MEBIBYTE }) : null],
];

/** Calls `use` and gives back the memory it took. */
export function borrowing<T>(kernels: Kernels, use: () => T): T {
  const mark = kernels.mark();
  try {
    return use();
  } finally {
    kernels.release(mark);
  }
}

/** A copy of `values` in the arena. */
export function placed(kernels: Kernels, values: ArrayLike<number>): Float32Array {
  const array = kernels.float32(values.length);
  array.set(values);
  return array;
}
