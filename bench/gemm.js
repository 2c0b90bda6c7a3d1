import { createKernels } from '@rgflow/kernels';
import { median, milliseconds } from './statistics.js';

/** (m, n, k) of the training's three products, of a sample of 1,000 through a layer, and a square. */
const SHAPES = [
  ['n', 't', 64, 784, 784, 'forward, batch 64'],
  ['n', 'n', 64, 784, 784, 'gradient to inputs'],
  ['t', 'n', 784, 784, 64, 'gradient to weights'],
  ['n', 't', 1000, 784, 784, 'forward, 1,000 samples'],
  ['n', 'n', 768, 768, 768, 'square'],
];

/**
 * The WASM gemm against the BLAS of all the other parts, the one that RGFLOW_BLAS names if it does; interleaved, one thread.
 */
export function gemm({ quick, print }) {
  const rounds = quick ? 5 : 25;
  const contenders = [{ blas: 'none' }, {}].map((options) => {
    const kernels = createKernels(options);
    const arrays = [1000 * 784, 1000 * 784, 1000 * 784].map((length) => kernels.float32(length).fill(0.001));
    return { kernels, arrays, name: kernels.gemmImplementation.name };
  });
  print(`gemm in GFLOP/s, median of ${rounds} interleaved runs: ${contenders.map(({ name }) => name).join(' | ')}`);
  for (const [ta, tb, m, n, k, label] of SHAPES) {
    const rates = contenders.map(() => []);
    for (let round = 0; round < rounds; round++) {
      contenders.forEach(({ kernels, arrays: [a, b, c] }, i) => {
        const [left, right, out] = [a.subarray(0, m * k), b.subarray(0, k * n), c.subarray(0, m * n)];
        const ms = milliseconds(() => kernels.gemm(ta, tb, m, n, k, 1, left, right, 0, out));
        rates[i].push((2 * m * n * k) / ms / 1e6);
      });
    }
    const figures = rates.map((values) => median(values).toFixed(0).padStart(4)).join(' | ');
    print(`  ${label.padEnd(24)} ${[m, n, k].join(' x ').padEnd(16)} ${figures}`);
  }
}
