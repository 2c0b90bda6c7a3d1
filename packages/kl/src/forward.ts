import type { Kernels } from '@rgflow/kernels';
import { logSlopeSums } from './log-slope.js';
import type { FeedForwardNetwork } from './shapes.js';

/**
 * Pushes rows of preactivations of layer 0 through layers 1, 2, ... and writes for each layer the sums over the units of
 * every row.
 *
 * Per layer: one activation, one gemm, one bias, one pass for the sums. The arena needs 2 rows x widest layer, and the
 * largest matrix where weights lie outside of it.
 *
 * @param z          Shape (rows, units[0]), in the arena.
 * @param sums       Per layer shape (rows, 2): Σⱼ zⱼ and Σⱼ zⱼ².
 * @param logSlopes  Per layer shape (rows): Σⱼ ln φ'(zⱼ). Not computed if left out, as it must be for a φ without inverse.
 */
export function forwardSums(
  { weights, biases, activation = 'tanh' }: FeedForwardNetwork,
  units: readonly number[],
  rows: number,
  z: Float32Array,
  sums: readonly Float64Array[],
  kernels: Kernels,
  logSlopes?: readonly Float64Array[],
): void {
  const mark = kernels.mark();
  const isInside = (array: Float32Array) => array.buffer === z.buffer;
  const outside = weights.filter((matrix, m) => m > 0 && !isInside(matrix));
  const widest = Math.max(...units);
  const matrices = kernels.float32(Math.max(0, ...outside.map((matrix) => matrix.length)));
  const vector = kernels.float32(widest);
  const activations = kernels.float32(rows * widest);
  const next = kernels.float32(rows * widest);

  let x = z;
  for (let m = 0; m < units.length; m++) {
    const width = units[m]!;
    if (m > 0) {
      const before = units[m - 1]!;
      let matrix = weights[m]!;
      if (!isInside(matrix)) {
        const copy = matrices.subarray(0, matrix.length);
        copy.set(matrix);
        matrix = copy;
      }
      const bias = vector.subarray(0, width);
      bias.set(biases[m]!);
      x = next.subarray(0, rows * width);
      kernels.gemm('n', 't', rows, width, before, 1, activations.subarray(0, rows * before), matrix, 0, x);
      // The bias is added before the sums and not with the activation of the next layer: Σⱼ (cⱼ + bⱼ)² is not to be had
      // from the sums of c alone.
      kernels.addBias(rows, width, x, bias);
    }
    kernels.rowSums(rows, width, x, sums[m]!);
    if (m === units.length - 1 && logSlopes === undefined) break;
    const y = activations.subarray(0, rows * width);
    kernels.activate(activation, x, y);
    if (logSlopes !== undefined) {
      logSlopeSums(activation, { rows, units: width, x, y, xSums: sums[m]! }, logSlopes[m]!);
    }
  }
  kernels.release(mark);
}
