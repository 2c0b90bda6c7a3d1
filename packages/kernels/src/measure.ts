import type { Kernels } from './kernels.js';

export interface MeasureGemmOptions {
  /**
   * The product measured: (m, k) by (k, n). If not given a batch of 64 by a layer of 784 units, on which a training of the
   * networks of arXiv:2107.06898 spends its time.
   */
  readonly shape?: { readonly m: number; readonly n: number; readonly k: number };
  /** Time to spend; 0.2 s if not given. */
  readonly seconds?: number;
}

/**
 * The speed of gemm in units of 10^9 additions or multiplications a second, from the fastest of repeated products, because
 * what else the machine does can only slow it down. Leaves the arena as it was.
 */
export function measureGemm(kernels: Kernels, options: MeasureGemmOptions = {}): { readonly gflops: number } {
  const { shape = { m: 64, n: 784, k: 784 }, seconds = 0.2 } = options;
  const { m, n, k } = shape;
  const mark = kernels.mark();
  try {
    const a = kernels.float32(m * k).fill(0.5);
    const b = kernels.float32(k * n).fill(0.25);
    const c = kernels.float32(m * n);
    let fastest = Number.POSITIVE_INFINITY;
    const end = performance.now() + 1000 * seconds;
    do {
      const start = performance.now();
      kernels.gemm('n', 't', m, n, k, 1, a, b, 0, c);
      fastest = Math.min(fastest, performance.now() - start);
    } while (performance.now() < end);
    return { gflops: (2 * m * n * k) / fastest / 1e6 };
  } finally {
    kernels.release(mark);
  }
}
