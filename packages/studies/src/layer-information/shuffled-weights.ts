import type { RandomStream } from '@rgflow/random';

/**
 * The matrices of a network with the entries of each in random order, which leaves their mean, variance and distribution and
 * takes what rows, columns and directions they make. The first, which leads to the reference layer, stays as it is.
 *
 * @param weights  A matrix for each layer, in any shape.
 */
export function shuffledWeights<W extends { readonly data: Float32Array }>(
  weights: readonly W[],
  random: RandomStream,
): readonly W[] {
  return weights.map((matrix, layer) => {
    if (layer === 0) return matrix;
    const order = random.split('layer', { layer }).permutation(matrix.data.length);
    return { ...matrix, data: Float32Array.from(order, (entry) => matrix.data[entry]!) };
  });
}
