import { BINARY_KERNELS_BYTES } from '@rgflow/kernels';

/** Bytes of the arena in which an autoencoder of these widths trains, input to output. */
export function autoencoderArenaBytes(widths: readonly number[], batchSize: number): number {
  let parameters = 0;
  for (let layer = 1; layer < widths.length; layer++) parameters += widths[layer]! * (widths[layer - 1]! + 1);
  const units = widths.reduce((sum, n) => sum + n, 0);
  const floats = 4 * parameters + batchSize * (units + 2 * Math.max(...widths));
  return 4 * floats + batchSize * widths[0]! + BINARY_KERNELS_BYTES + 64 * 10 * widths.length + 2 ** 22;
}
