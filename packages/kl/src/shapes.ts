import type { ActivationName } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';

/** Weights and biases of z^0 = W^0 x + b^0, z^m = W^m φ(z^{m-1}) + b^m, and φ. */
export interface FeedForwardNetwork {
  /** One matrix per layer, shape (nOut, nIn), row-major. Layer 0 makes the reference layer out of the input. */
  readonly weights: readonly Float32Array[];
  /** One vector per layer, shape (nOut). */
  readonly biases: readonly Float32Array[];
  /** φ; tanh if not given. */
  readonly activation?: ActivationName;
}

/**
 * The number of inputs and of units of every layer.
 *
 * @throws {ShapeError}  if a matrix does not fit to the layer before it.
 */
export function unitsByLayer(
  where: string,
  { weights, biases }: FeedForwardNetwork,
): { inputs: number; units: readonly number[] } {
  if (weights.length === 0 || weights.length !== biases.length) {
    throw new ShapeError(
      `${where}: there are ${weights.length} weight matrices and ${biases.length} biases; expected one of each per layer.`,
    );
  }
  const units = biases.map((bias) => bias.length);
  const widths = weights.map((matrix, m) => {
    const before = matrix.length / units[m]!;
    if (!Number.isSafeInteger(before) || before < 1) {
      throw new ShapeError(
        `${where}: weights of layer ${m} have ${matrix.length} entries but layer ${m} has ${units[m]} biases; ` +
          `expected (${units[m]}, n).`,
      );
    }
    if (m > 0 && before !== units[m - 1]) {
      throw new ShapeError(
        `${where}: weights of layer ${m} have shape (${units[m]}, ${before}) but layer ${m - 1} has ${units[m - 1]} ` +
          `units; expected (n, ${units[m - 1]}).`,
      );
    }
    return before;
  });
  return { inputs: widths[0]!, units };
}
