import { type LayerKl, type LayerSamples, meanAndVariance } from '@rgflow/kl';
import type { Row, Tensor } from '@rgflow/pipeline/stage';
import type { klColumns } from './kl-columns.js';

export interface SampledLayers {
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

/** Whether a layer can be measured: not where the training has diverged. */
export function isFiniteLayer({ mean, variance, sampleSums }: LayerSamples): boolean {
  return Number.isFinite(mean) && variance > 0 && Number.isFinite(variance) && sampleSums.every(Number.isFinite);
}

/** The curve of a network whose training diverged. */
export function undefinedCurve(estimator: LayerKl['estimator'], layers: number): LayerKl[] {
  const nothing = Number.NaN;
  return Array.from({ length: layers }, (_, layer) => {
    return { layer, estimator, kl: nothing, klSe: nothing, klPerUnit: nothing, samples: 0 };
  });
}

export function klRow(snapshot: string, point: LayerKl): Row<typeof klColumns> {
  const { layer, estimator, kl, klSe, klPerUnit, samples } = point;
  return { snapshot, layer, estimator, kl, kl_se: klSe, kl_per_unit: klPerUnit, samples };
}
