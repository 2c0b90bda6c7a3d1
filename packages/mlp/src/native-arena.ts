import { DomainError } from '@rgflow/numerics';
import { parameterCount } from './network.js';

/** Rows of one pass of an evaluation: enough for the gemm to reach its speed, few enough to stay in cache. */
export const EVALUATION_ROWS = 256;

/** The kernels' own memory and the rounding up of every array; what is not touched is reserved but not resident. */
const SPARE_BYTES = 16 << 20;

/** Less than the 4 GiB that a WASM memory can have. */
const MOST_BYTES = 4e9;

/**
 * Bytes of the arena that the native engine takes, for networks of these widths.
 *
 * @throws {DomainError}  if they are more than an arena can have.
 */
export function nativeArenaBytes(widths: readonly number[], batchSize: number): number {
  const widest = Math.max(...widths);
  const units = widths.reduce((sum, n) => sum + n, 0);
  const floats =
    2 * parameterCount(widths) + // parameters and velocities
    batchSize * (2 * units + 2 * widest) + // activations, what enters them where it is kept apart; two gradients
    2 * EVALUATION_ROWS * widest +
    widest * widest + // a layer's weights in `preactivations`
    2 * EVALUATION_ROWS * widest;
  const bytes = Math.max(batchSize, EVALUATION_ROWS) * (widths[0]! + 1);
  const all = 4 * floats + bytes + SPARE_BYTES;
  if (!(all <= MOST_BYTES)) {
    throw new DomainError(
      `nativeArenaBytes: batches of ${batchSize} images of this network take ${(all / 1e9).toFixed(1)} GB, and there are 4; ` +
        'give a smaller batchSize, or a smaller network.',
    );
  }
  return all;
}
