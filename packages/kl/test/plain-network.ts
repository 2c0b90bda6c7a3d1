import type { FeedForwardNetwork } from '../src/index.js';
import { plainActivations } from './activations.js';

/** Preactivations of layer 1, 2, ... from one row of layer 0, in float64 and by the definition. */
export function plainForward(network: FeedForwardNetwork, z: readonly number[]): readonly (readonly number[])[] {
  const { weights, biases, activation = 'tanh' } = network;
  const layers: (readonly number[])[] = [z];
  for (let m = 1; m < weights.length; m++) {
    const before = layers[m - 1]!.map(plainActivations[activation]);
    layers.push(affine(weights[m]!, biases[m]!, before));
  }
  return layers;
}

/** W x + b. */
export function affine(weights: ArrayLike<number>, biases: ArrayLike<number>, x: readonly number[]): number[] {
  return Array.from({ length: biases.length }, (_, i) =>
    x.reduce((sum, xj, j) => sum + weights[i * x.length + j]! * xj, biases[i]!),
  );
}

/** Per layer Σⱼ zⱼ and Σⱼ zⱼ² of each row, shape (rows, 2). */
export function plainSums(network: FeedForwardNetwork, rows: readonly (readonly number[])[]): readonly Float64Array[] {
  const passes = rows.map((row) => plainForward(network, row));
  return network.weights.map((_, m) =>
    Float64Array.from(
      passes.flatMap((layers) => [layers[m]!.reduce((s, z) => s + z, 0), layers[m]!.reduce((s, z) => s + z * z, 0)]),
    ),
  );
}
