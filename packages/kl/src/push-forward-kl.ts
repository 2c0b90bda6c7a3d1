import { estimate, ShapeError } from '@rgflow/numerics';
import { type LayerKl, layerKl } from './layer.js';
import type { LayerSamples } from './layer-samples.js';
import { squaredDistances } from './squared-distance.js';

/** What `pushForwardKl` asks of a layer besides. */
export interface LayerJacobian extends LayerSamples {
  /** Σᵢ ln φ'(sᵢ) over the units of each sample, shape (samples). */
  readonly logSlopes: Float64Array;
  /** ln |det W| of the matrix that leads to this layer; NaN if it is not square. Not used of the reference layer. */
  readonly logDeterminant: number;
}

/**
 * Kullback–Leibler divergence from the distribution of the pushed samples on each layer (the reference Gaussian p_0 mapped
 * by the network) to the layer's own Gaussian, for one input image, in nats:
 *
 *     D(F_# p_0 ‖ q_m) = D_m - E_s ln |det ∂s^m/∂s^0|,    ln |det| = Σ_{l=1..m} [ln |det W^l| + Σᵢ ln φ'(sᵢ^{l-1})],
 *
 * D_m the published estimator (`layerKl`), which is what is left when the Jacobian is forgotten. Never negative but for the
 * sampling error, and it grows with every layer: the network squeezes the samples onto ever fewer directions, of which a
 * Gaussian with one variance knows nothing. It does not saturate.
 *
 * NaN from the first layer on whose matrix is not square, or from layer 1 for an activation without inverse (relu): there
 * the map has no inverse and the divergence is infinite or undefined.
 *
 * The standard error is that of Monte Carlo for this image and network.
 *
 * @param layers  From the reference layer on, of one image.
 * @throws {ShapeError}  if a layer has not one log slope for each sample; besides, as `layerKl`.
 *
 * @example One neuron, z = 2 tanh(x), where the published estimator may well be negative: test/push-forward-kl.test.ts
 *
 * Source: change of variables. The estimator without the Jacobian is eq. (3.30) of arXiv:2107.06898.
 */
export function pushForwardKl(layers: readonly LayerJacobian[]): readonly LayerKl[] {
  const published = layerKl(layers);
  const samples = layers[0]!.sampleSums.length / 2;
  /** Of each sample up to the layer at hand. */
  const logSlopes = new Float64Array(samples);
  let logDeterminants = 0;
  return published.map((point, m) => {
    if (m === 0) return { ...point, estimator: 'push-forward' };
    const before = layers[m - 1]!.logSlopes;
    if (before.length !== samples) {
      throw new ShapeError(
        `pushForwardKl: layer ${m - 1} has ${before.length} log slopes for ${samples} samples; give one of each.`,
      );
    }
    for (let s = 0; s < samples; s++) logSlopes[s]! += before[s]!;
    logDeterminants += layers[m]!.logDeterminant;
    const { variance } = layers[m]!;
    const terms = squaredDistances(layers[m]!).map((distance, s) => distance / (2 * variance) - logSlopes[s]!);
    const { standardError } = estimate(terms);
    const value = point.kl.value - logDeterminants - estimate(logSlopes).value;
    const isKnown = Number.isFinite(value);
    return {
      ...point,
      estimator: 'push-forward',
      kl: { ...point.kl, value, standardError: isKnown ? standardError : Number.NaN },
      klPerUnit: value / layers[0]!.units,
    };
  });
}
