import { ShapeError } from '@rgflow/numerics';
import { type LayerKl, layerKl } from './layer.js';
import type { LayerSamples } from './layer-samples.js';
import { meanSquaredDistance } from './squared-distance.js';

/**
 * The order in which the authors' code before 2021-12-03 took the layers of a network: by their names in a file, which come
 * in lexicographic order, 0, 1, 10, 11, ..., 19, 2, 20, ..., then by falling width, layers of one width staying as they
 * were.
 *
 * @param units  Units of each layer in the order of depth.
 * @returns  For each position the number of the layer that was taken there. Up to ten layers of one width are in order.
 *
 * @example
 * historicalOrder(Array(12).fill(784)); // [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]
 */
export function historicalOrder(units: readonly number[]): readonly number[] {
  return Array.from(units.keys())
    .sort((a, b) => (String(a) < String(b) ? -1 : 1))
    .sort((a, b) => units[b]! - units[a]!);
}

/**
 * The estimator behind figures 7, 8 and table 1 of arXiv:2107.06898, in nats: `layerKl` with the variance of the reference
 * layer in place of the layer's own in the last term,
 *
 *     D_m = -(N_0/2) ln(2πe v_0) + (N_m/2) ln(2π v_m) + (1/2v_0) E_s ‖s^m - μ_m‖²,
 *
 * for layers in `historicalOrder`: position m has mean and variance of another layer than the m-th, and its samples went
 * through the weight matrices in that order. In mean-field theory it tends to (1/2) [ln r + r - 1], r = q* / q_0, where
 * `layerKl` tends to (1/2) ln r: two to four times as much. Kept to explain the published numbers, and for nothing else.
 *
 * @param layers  In `historicalOrder`, their samples pushed through the weights in that order. `layer` of the answer is the
 *                position.
 * @throws  as `layerKl`.
 *
 * Source: the authors' notebook (GitHub ro-jefferson/entropy_dnn) before the commit of 2021-12-03 that corrects both.
 */
export function historicalKl(layers: readonly LayerSamples[]): readonly LayerKl[] {
  const reference = layers[0];
  if (reference === undefined) {
    throw new ShapeError('historicalKl: there are no layers; give the reference layer first.');
  }
  return layerKl(layers).map((point, m) => {
    if (m === 0) return { ...point, estimator: 'published-2021' };
    const layer = layers[m]!;
    const distance = meanSquaredDistance(layer);
    const value = point.kl.value + (1 / reference.variance - 1 / layer.variance) * (distance.value / 2);
    return {
      ...point,
      estimator: 'published-2021',
      kl: { ...point.kl, value, standardError: distance.standardError / (2 * reference.variance) },
      klPerUnit: value / reference.units,
    };
  });
}
