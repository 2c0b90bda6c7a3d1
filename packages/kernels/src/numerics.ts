import type { Kernels } from './kernels.js';

/**
 * Names what rounds the products of these kernels in its own way, so that equal names mean equal bits on one machine:
 * 'OpenBLAS 0.3.21 (Haswell)', 'rgflow WASM relaxed SIMD (fused)'. Relaxed SIMD rounds once or twice as the processor
 * likes, which is found out here.
 */
export function numericsOf(kernels: Kernels): string {
  const { kind, name, kernel, threads } = kernels.gemmImplementation;
  const relaxed = kind === 'wasm' && name.includes('relaxed');
  const detail = [
    ...(kernel === null ? [] : [kernel]),
    ...(relaxed ? [roundsOnce(kernels) ? 'fused' : 'unfused'] : []),
  ];
  const many = threads === 1 ? '' : `, ${threads} threads`;
  return `${name}${detail.length > 0 ? ` (${detail.join(', ')})` : ''}${many}`;
}

/** Whether a product is added before it is rounded: then 2^-24 is left of (1 + 2^-12)^2 - (1 + 2^-11), else nothing. */
function roundsOnce(kernels: Kernels): boolean {
  const mark = kernels.mark();
  try {
    const [a, b, c] = [kernels.float32(2), kernels.float32(2), kernels.float32(1)];
    a.set([-(1 + 1 / 2048), 1 + 1 / 4096]);
    b.set([1, 1 + 1 / 4096]);
    kernels.gemm('n', 'n', 1, 1, 2, 1, a, b, 0, c);
    return c[0] !== 0;
  } finally {
    kernels.release(mark);
  }
}
