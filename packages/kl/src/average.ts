import { estimate, ShapeError } from '@rgflow/numerics';
import type { LayerKl } from './layer.js';

/**
 * The mean curve over several images, with the standard error of that mean from the scatter between the images:
 *
 *     D_m = (1/n) Σ_k D_m^(k),    standardError² = Σ_k (D_m^(k) - D_m)² / (n (n - 1)).
 *
 * The scatter between images contains the Monte Carlo error of each and is far larger, so nothing is added for it. It says
 * nothing of other networks: average over seeds for that. One curve is returned as it is, with its Monte Carlo error.
 * `samples` is the number drawn for all images together, that of `kl` the number of images.
 *
 * @param curves  One per image, each from `layerKl` (or each from `gaussianKl`), all of the same layers.
 * @throws {ShapeError}  if there is no curve or the curves differ in their layers or estimator.
 */
export function averageOverImages(curves: readonly (readonly LayerKl[])[]): readonly LayerKl[] {
  const first = curves[0];
  if (first === undefined) throw new ShapeError('averageOverImages: there are no curves; give one per image.');
  if (curves.length === 1) return first;
  return first.map((point, m) => {
    const points = curves.map((curve, image) => {
      const other = curve[m];
      if (curve.length !== first.length || other?.layer !== point.layer || other.estimator !== point.estimator) {
        throw new ShapeError(
          `averageOverImages: the curve of image ${image} has ${curve.length} layers, at ${m} ${other?.estimator} layer ` +
            `${other?.layer}, but that of image 0 has ${first.length}, there ${point.estimator} layer ${point.layer}; ` +
            'average curves of one network and one estimator.',
        );
      }
      return other;
    });
    return {
      layer: point.layer,
      estimator: point.estimator,
      kl: estimate(points.map((other) => other.kl.value)),
      klPerUnit: estimate(points.map((other) => other.klPerUnit)).value,
      samples: points.reduce((sum, other) => sum + other.samples, 0),
    };
  });
}
