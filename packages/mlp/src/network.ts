import { ShapeError } from '@rgflow/numerics';
import type { LayerFunctions } from './layer-functions.js';

/**
 * The parameters of a network, z^l = W^l phi(z^{l-1}) + b^l, with the input in place of phi(z^{l-1}) in the first layer, and
 * what its functions are. Without a word of them it is the paper's: tanh after every layer, the output too.
 */
export interface Network extends LayerFunctions {
  /** One matrix per layer, shape (nOut, nIn), row-major. */
  readonly weights: readonly Float32Array[];
  /** One vector per layer, shape (nOut). */
  readonly biases: readonly Float32Array[];
}

/** What momentum has accumulated: V <- mu V + lr g, in units of the parameters themselves; shapes as in `Network`. */
export interface Velocities {
  readonly weightVelocities: readonly Float32Array[];
  readonly biasVelocities: readonly Float32Array[];
}

/** Everything a training needs to go on bit for bit. */
export type NetworkState = Network & Velocities;

/**
 * The number of units of the input and of every layer, read from the shapes; length layers + 1.
 *
 * @throws {ShapeError} if there is no layer, or the length of a weight matrix is not nOut times the units before it.
 */
export function networkWidths({ weights, biases }: Network): readonly number[] {
  if (weights.length === 0 || weights.length !== biases.length) {
    throw new ShapeError(
      `networkWidths: ${weights.length} weight matrices and ${biases.length} biases; expected one of each per layer.`,
    );
  }
  const widths: number[] = [weights[0]!.length / biases[0]!.length];
  weights.forEach((matrix, layer) => {
    const before = widths[layer]!;
    const units = biases[layer]!.length;
    if (!(units > 0 && Number.isInteger(before) && matrix.length === units * before)) {
      throw new ShapeError(
        `networkWidths: weights of layer ${layer} have ${matrix.length} entries, with ${units} biases and ${before} ` +
          `units before; expected shape (${units}, ${before}).`,
      );
    }
    widths.push(units);
  });
  return widths;
}

/** Number of weights and biases. */
export function parameterCount(widths: readonly number[]): number {
  let count = 0;
  for (let layer = 1; layer < widths.length; layer++) count += widths[layer]! * (widths[layer - 1]! + 1);
  return count;
}
