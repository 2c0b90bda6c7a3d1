import type { Kernels } from '@rgflow/kernels';
import type { FeedForwardNetwork } from './shapes.js';

/**
 * Pushes rows of preactivations of layer 0 through layers 1, 2, ... and writes for each layer the sums over the units of
 * every row.
 *
 * Per layer: one gemm, and one pass for bias, sums and activation. The arena needs 2 rows x widest layer and, without a
 * BLAS, the largest matrix where weights lie outside of it.
 *
 * @param z          Shape (rows, units[0]), in the arena.
 * @param sums       Per layer shape (rows, 2): Σⱼ zⱼ and Σⱼ zⱼ².
 * @param logSlopes  Per layer shape (rows): Σⱼ ln φ'(zⱼ). Not computed if left out, as it must be for a φ without inverse.
 * @param seen       Told of each layer its preactivations, shape (rows, units) in the arena, overwritten afterwards.
 */
export function forwardSums(
  { weights, biases, activation = 'tanh' }: FeedForwardNetwork,
  units: readonly number[],
  rows: number,
  z: Float32Array,
  sums: readonly Float64Array[],
  kernels: Kernels,
  logSlopes?: readonly Float64Array[],
  seen?: (layer: number, x: Float32Array) => void,
): void {
  const mark = kernels.mark();
  const widest = Math.max(...units);
  const vector = kernels.float32(widest);
  const activations = kernels.float32(rows * widest);
  const next = kernels.float32(rows * widest);

  let x = z;
  for (let m = 0; m < units.length; m++) {
    const width = units[m]!;
    let bias: Float32Array | undefined;
    if (m > 0) {
      const before = units[m - 1]!;
      bias = vector.subarray(0, width);
      bias.set(biases[m]!);
      x = next.subarray(0, rows * width);
      kernels.gemm('n', 't', rows, width, before, 1, activations.subarray(0, rows * before), weights[m]!, 0, x);
    }
    const isLast = m === units.length - 1;
    kernels.activateWithSums(activation, rows, width, x, {
      bias,
      sums: sums[m]!,
      out: isLast && logSlopes === undefined ? undefined : activations.subarray(0, rows * width),
      logSlopes: logSlopes?.[m],
    });
    seen?.(m, x);
  }
  kernels.release(mark);
}
