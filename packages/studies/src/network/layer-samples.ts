import { type LayerKl, type LayerSamples, meanAndVariance } from '@rgflow/kl';
import type { Row, Tensor } from '@rgflow/pipeline/stage';
import { nullIfUndefined } from '../undefined-values.js';
import type { klColumns } from './kl-layer.columns.js';

interface SampledLayers {
  /** Per layer shape (image, unit). */
  readonly preactivations: readonly Tensor<'float32'>[];
  /** Per layer shape (image, sample, 2). */
  readonly sampleSums: readonly Tensor<'float64'>[];
}

/** What the estimators ask of the layers of one image. */
export function layersOf({ preactivations, sampleSums }: SampledLayers, image: number): readonly LayerSamples[] {
  return preactivations.map(({ shape, data }, layer) => {
    const units = shape[1]!;
    return {
      units,
      ...meanAndVariance(data.subarray(image * units, (image + 1) * units)),
      sampleSums: ofImage(sampleSums[layer]!, image),
    };
  });
}

/** The entries of one image. */
export function ofImage({ shape, data }: Tensor<'float64'>, image: number): Float64Array {
  const length = data.length / shape[0]!;
  return data.subarray(image * length, (image + 1) * length);
}

/** Why the layers of some images cannot be measured, as where the training has diverged; null if they can. */
export function obstacleToMeasure(curves: readonly (readonly LayerSamples[])[]): string | null {
  for (const { mean, variance, sampleSums } of curves.flat()) {
    if (!(Number.isFinite(mean) && Number.isFinite(variance))) return 'a layer is not finite';
    if (!(variance > 0)) return 'a layer has no variance';
    if (!sampleSums.every(Number.isFinite)) return 'the samples of a layer are not finite';
  }
  return null;
}

/**
 * The rows of one estimator.
 *
 * @param units   Of the reference layer.
 * @param reason  Why a divergence is not defined in a layer, where it is not.
 */
export function klRows(
  snapshot: string,
  points: readonly LayerKl[],
  units: number,
  reason: (layer: number) => string = () => 'not defined',
): readonly Row<typeof klColumns>[] {
  return points.map(({ layer, estimator, kl, klPerUnit, samples }) => ({
    snapshot,
    layer,
    estimator,
    kl: nullIfUndefined(kl.value),
    kl_se: nullIfUndefined(kl.standardError),
    kl_per_unit: nullIfUndefined(klPerUnit),
    kl_per_unit_se: nullIfUndefined(kl.standardError / units),
    samples,
    reason: Number.isFinite(kl.value) && Number.isFinite(kl.standardError) ? null : reason(layer),
  }));
}

/** The rows of a network that cannot be measured. */
export function undefinedKlRows(
  snapshot: string,
  estimator: LayerKl['estimator'],
  layers: number,
  reason: string,
): readonly Row<typeof klColumns>[] {
  const nothing = { kl: null, kl_se: null, kl_per_unit: null, kl_per_unit_se: null, samples: 0 };
  return Array.from({ length: layers }, (_, layer) => ({ snapshot, layer, estimator, ...nothing, reason }));
}
