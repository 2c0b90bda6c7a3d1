import { DomainError } from '@rgflow/numerics';
import type { Autoencoder } from './autoencoder.js';

/**
 * Layer `layer` of the encoder, 0 the first, with its mirror image in the decoder: an autoencoder of two layers, of what the
 * layers below give. It learns by squared error what enters it, but the lowest by the loss of the whole. What layer-wise
 * pre-training trains, one after the other.
 *
 * @throws {DomainError}  if the encoder has no such layer.
 *
 * Source: Bengio, Lamblin, Popovici and Larochelle, NIPS 2006, p. 153.
 */
export function layerPair(autoencoder: Autoencoder, layer: number): Autoencoder {
  const { weights, biases, activation, code, output, loss } = autoencoder;
  const half = weights.length / 2;
  if (!(Number.isInteger(layer) && layer >= 0 && layer < half)) {
    throw new DomainError(`layerPair: layer is ${layer}; expected one of the encoder, 0 to ${half - 1}.`);
  }
  const mirror = weights.length - 1 - layer;
  return {
    activation,
    code: layer === half - 1 ? code : activation,
    output: layer === 0 ? output : activation,
    loss: layer === 0 ? loss : 'mse',
    weights: [weights[layer]!, weights[mirror]!],
    biases: [biases[layer]!, biases[mirror]!],
  };
}

/** The autoencoder with the two layers of `layerPair` replaced. */
export function withLayerPair(autoencoder: Autoencoder, layer: number, pair: Autoencoder): Autoencoder {
  const mirror = autoencoder.weights.length - 1 - layer;
  const replaced = (whole: readonly Float32Array[], parts: readonly Float32Array[]) =>
    whole.map((array, at) => (at === layer ? parts[0]! : at === mirror ? parts[1]! : array));
  return {
    ...autoencoder,
    weights: replaced(autoencoder.weights, pair.weights),
    biases: replaced(autoencoder.biases, pair.biases),
  };
}
