import { milliseconds } from './statistics.js';

/** Shapes at which BLAS libraries are near their best, and the training's own with its operands in cache: (m, n, k). */
const SHAPES = [
  [512, 512, 512],
  [768, 768, 768],
  [1024, 1024, 512],
  [64, 784, 784],
];

/** Bytes of the arena that `blasPeak` takes. */
export const BLAS_PEAK_BYTES = 3 * 4 * 1024 * 1024;

/** A function that measures the best rate of gemm over good shapes now, in GFLOP/s: each shape a few times, the best one. */
export function blasPeak(kernels, { repeats = 3 } = {}) {
  const [a, b, c] = [1024 * 1024, 1024 * 1024, 1024 * 1024].map((length) => kernels.float32(length).fill(0.001));
  return () => {
    let best = 0;
    for (const [m, n, k] of SHAPES) {
      for (let i = 0; i < repeats; i++) {
        const ms = milliseconds(() =>
          kernels.gemm('n', 'n', m, n, k, 1, a.subarray(0, m * k), b.subarray(0, k * n), 0, c.subarray(0, m * n)),
        );
        best = Math.max(best, (2 * m * n * k) / ms / 1e6);
      }
    }
    return best;
  };
}
