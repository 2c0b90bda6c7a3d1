import {
  averageOverImages,
  type Covariance,
  type CurveCovariance,
  curveCovariance,
  type LayerKl,
  type SampledTerms,
} from '@rgflow/kl';
import { type Tensor, tensor } from '@rgflow/pipeline/stage';

/**
 * How the points of each curve of `kl_layer` err together: for each layer its standard error, nats per unit, then its
 * correlations with all layers; first of the sampling alone, then over the images (of one image that of the sampling).
 * Estimators are in the order of the table. NaN where nothing is defined.
 */
export const klCovariances = tensor('float64', ['estimator', 2, 'error and layers']);

/** The curve of one estimator averaged over images, and how its points err together. */
interface MeasuredCurve {
  readonly points: readonly LayerKl[];
  readonly covariance: CurveCovariance;
}

/**
 * @param curves  One per image.
 * @param terms   One per image, what each averages over samples; none where nothing is sampled.
 */
export function measuredCurve(
  curves: readonly (readonly LayerKl[])[],
  terms: readonly SampledTerms[],
  units: number,
): MeasuredCurve {
  return { points: averageOverImages(curves), covariance: curveCovariance(curves, terms, units) };
}

/** The tensors of a table with these estimators; null for one that is not defined. */
export function covarianceTensors(
  ofEstimators: readonly (CurveCovariance | null)[],
  layers: number,
): readonly Tensor<'float64'>[] {
  const size = 1 + layers;
  return Array.from({ length: layers }, (_, layer) => {
    const data = new Float64Array(ofEstimators.length * 2 * size).fill(Number.NaN);
    ofEstimators.forEach((covariance, estimator) => {
      if (covariance === null) return;
      [covariance.sampling, covariance.images].forEach(({ errors, correlations }, kind) => {
        data.set([errors[layer]!, ...correlations[layer]!], (2 * estimator + kind) * size);
      });
    });
    return { layer, shape: [ofEstimators.length, 2, size], data };
  });
}

/** The covariance of one estimator of a table, by its place among the estimators there. */
export function covarianceOf(tensors: readonly Tensor<'float64'>[], estimator: number): CurveCovariance {
  const of = (kind: 0 | 1): Covariance => {
    const rows = tensors.map(({ shape, data }) => {
      const start = (2 * estimator + kind) * shape[2]!;
      return data.slice(start, start + shape[2]!);
    });
    return {
      errors: Float64Array.from(rows, (row) => row[0]!),
      correlations: rows.map((row) => row.subarray(1)),
    };
  };
  return { sampling: of(0), images: of(1) };
}
