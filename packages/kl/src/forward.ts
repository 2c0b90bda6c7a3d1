import type { Kernels } from '@rgflow/kernels';
import type { TanhNetwork } from './shapes.js';

/**
 * Pushes rows of preactivations of layer 0 through layers 1, 2, ... and writes for each layer the sums over the units of
 * every row.
 *
 * Per layer: one tanh, one gemm, one bias, one pass for the sums. The arena needs 2 rows x widest layer, and the largest
 * matrix where weights lie outside of it.
 *
 * @param z      Shape (rows, units[0]), in the arena; overwritten.
 * @param sums   Per layer shape (rows, 2): Σⱼ zⱼ and Σⱼ zⱼ².
 */
export function forwardSums(
  { weights, biases }: TanhNetwork,
  units: readonly number[],
  rows: number,
  z: Float32Array,
  sums: readonly Float64Array[],
  kernels: Kernels,
): void {
  const mark = kernels.mark();
  const isInside = (array: Float32Array) => array.buffer === z.buffer;
  const outside = weights.filter((matrix, m) => m > 0 && !isInside(matrix));
  const widest = Math.max(...units);
  const matrices = kernels.float32(Math.max(0, ...outside.map((matrix) => matrix.length)));
  const vector = kernels.float32(widest);
  const buffers = [kernels.float32(rows * widest), kernels.float32(rows * widest)] as const;

  let x = z;
  kernels.rowSums(rows, units[0]!, x, sums[0]!);
  for (let m = 1; m < units.length; m++) {
    const [before, width] = [units[m - 1]!, units[m]!];
    let matrix = weights[m]!;
    if (!isInside(matrix)) {
      const copy = matrices.subarray(0, matrix.length);
      copy.set(matrix);
      matrix = copy;
    }
    const bias = vector.subarray(0, width);
    bias.set(biases[m]!);
    const y = buffers[m % 2]!.subarray(0, rows * width);
    kernels.tanh(x, x);
    kernels.gemm('n', 't', rows, width, before, 1, x, matrix, 0, y);
    // The bias is added before the sums and not with the tanh of the next layer: Σⱼ (cⱼ + bⱼ)² is not to be had from the
    // sums of c alone.
    kernels.addBias(rows, width, y, bias);
    kernels.rowSums(rows, width, y, sums[m]!);
    x = y;
  }
  kernels.release(mark);
}
