import type { LayerSamples } from './layer-samples.js';
import type { LayerJacobian } from './push-forward-kl.js';
import { squaredDistances } from './squared-distance.js';

/**
 * What is averaged over the samples of one image in the divergence of each layer, nats of the whole layer: D_m is its mean
 * and a number that no sample has a part in. Shape (layers) of (samples), zeros for the reference layer. The samples are
 * the same in all layers, so what they give in one layer and in another goes together.
 */
export type SampledTerms = readonly Float64Array[];

/** ‖s^m - μ_m‖² / 2v_m, what `layerKl` averages. */
export function layerKlTerms(layers: readonly LayerSamples[]): SampledTerms {
  return layers.map((layer, m) => halfSquares(layer, m, layer.variance));
}

/** ‖s^m - μ_m‖² / 2v_0, what `historicalKl` averages. */
export function historicalKlTerms(layers: readonly LayerSamples[]): SampledTerms {
  return layers.map((layer, m) => halfSquares(layer, m, layers[0]!.variance));
}

/** The first less Σ_{l<m} Σᵢ ln φ'(sᵢ^l), what `pushForwardKl` averages. */
export function pushForwardKlTerms(layers: readonly LayerJacobian[]): SampledTerms {
  const slopes = new Float64Array(layers[0]!.sampleSums.length / 2);
  return layerKlTerms(layers).map((terms, m) => {
    if (m === 0) return terms;
    const before = layers[m - 1]!.logSlopes;
    for (let s = 0; s < slopes.length; s++) slopes[s]! += before[s]!;
    return terms.map((term, s) => term - slopes[s]!);
  });
}

function halfSquares(layer: LayerSamples, m: number, variance: number): Float64Array {
  if (m === 0) return new Float64Array(layer.sampleSums.length / 2);
  return squaredDistances(layer).map((square) => square / (2 * variance));
}
