import { DomainError, logRatio, ShapeError, square } from '@rgflow/numerics';
import type { LayerKl } from './layer.js';
import type { LayerMoments } from './layer-samples.js';

/**
 * Kullback–Leibler divergence of the Gaussian fitted to the reference layer from the Gaussian fitted to each layer, for one
 * input image, in nats:
 *
 *     D(N(μ_0, v_0) ‖ N(μ_m, v_m)) = (N_0/2) [ ln(v_m/v_0) + v_0/v_m - 1 + (μ_m - μ_0)²/v_m ] >= 0.
 *
 * Unlike `layerKl` this is a divergence, zero only where mean and variance are those of the reference. It knows of the
 * network only what the two moments tell. No sample is drawn, so `samples` and the standard error are 0 for one image;
 * its scatter comes from the images (`averageOverImages`).
 *
 * It is N_0 times the divergence between single neurons, so it is also defined where the widths differ; there it is not a
 * divergence between the layers as a whole, which live in different spaces.
 *
 * @param layers  From the reference layer on, of one image.
 * @throws {ShapeError}   if there is no layer.
 * @throws {DomainError}  if a layer has no units or a variance that is not positive.
 *
 * @example A neuron whose variance doubles: (1/2)(ln 2 + 1/2 - 1)
 * gaussianKl([{ units: 1, mean: 0, variance: 1 }, { units: 1, mean: 0, variance: 2 }])[1].kl.value; // 0.0966
 */
export function gaussianKl(layers: readonly LayerMoments[]): readonly LayerKl[] {
  const reference = layers[0];
  if (reference === undefined) throw new ShapeError('gaussianKl: there are no layers; give the reference layer first.');
  return layers.map((layer, m) => {
    const { units, mean, variance } = layer;
    if (!(units >= 1) || !(variance > 0) || !Number.isFinite(variance) || !Number.isFinite(mean)) {
      throw new DomainError(
        `gaussianKl: layer ${m} has ${units} units of mean ${mean} and variance ${variance}; expected at least one unit, ` +
          'finite moments and a positive variance.',
      );
    }
    const ratio = reference.variance / variance;
    // ratio - 1 - ln ratio loses all its digits near ratio = 1, and could come out below zero.
    const excess = ratio - 1;
    const logarithm =
      ratio > 0 && ratio < Number.POSITIVE_INFINITY ? Math.log1p(excess) : logRatio(reference.variance, variance);
    const klPerUnit = (excess - logarithm + squareOver(mean - reference.mean, variance)) / 2;
    const kl = { value: reference.units * klPerUnit, standardError: 0, samples: 0 };
    return { layer: m, estimator: 'gaussian', kl, klPerUnit, samples: 0 };
  });
}

/** x²/v, also where x² is no double. */
function squareOver(x: number, v: number): number {
  const product = square(x);
  return product > LEAST_SQUARE && product < Number.POSITIVE_INFINITY ? product / v : square(x / Math.sqrt(v));
}

/** Below it squares lose digits to underflow. */
const LEAST_SQUARE = 1e-290;
