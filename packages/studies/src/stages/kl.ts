import { averageOverImages, gaussianKl, type LayerKl, type LayerSamples, layerKl, meanAndVariance } from '@rgflow/kl';
import { defineStage, type Row, type Tensor, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { klColumns } from './kl-columns.js';

/**
 * The KL divergence of each layer from the first, averaged over the images, by each estimator under its own name.
 * A network whose training diverged has rows of NaN.
 */
export const klStage = defineStage({
  name: 'kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: tensor('float64', ['image', 'sample', 2]),
  },
  outputs: { kl_layer: table(klColumns) },
  run({ params, inputs }) {
    const images = inputs.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(inputs, image));
    const finite = curves.every((layers) => layers.every(isFiniteLayer));
    const points = [layerKl, gaussianKl].flatMap((estimator) =>
      finite ? averageOverImages(curves.map(estimator)) : undefinedCurve(estimator === layerKl, curves[0]!.length),
    );
    return {
      kl_layer: points.map(({ layer, estimator, kl, klSe, klPerUnit, samples }): Row<typeof klColumns> => {
        return { snapshot: params.snapshot, layer, estimator, kl, kl_se: klSe, kl_per_unit: klPerUnit, samples };
      }),
    };
  },
});

interface Activations {
  readonly preactivations: readonly Tensor<'float32'>[];
  readonly sampleSums: readonly Tensor<'float64'>[];
}

/** What the estimators ask of the layers of one image. */
function layersOf({ preactivations, sampleSums }: Activations, image: number): readonly LayerSamples[] {
  return preactivations.map(({ shape, data }, layer) => {
    const units = shape[1]!;
    const sums = sampleSums[layer]!;
    const length = 2 * sums.shape[1]!;
    return {
      units,
      ...meanAndVariance(data.subarray(image * units, (image + 1) * units)),
      sampleSums: sums.data.subarray(image * length, (image + 1) * length),
    };
  });
}

function isFiniteLayer({ mean, variance, sampleSums }: LayerSamples): boolean {
  return Number.isFinite(mean) && variance > 0 && Number.isFinite(variance) && sampleSums.every(Number.isFinite);
}

function undefinedCurve(published: boolean, layers: number): LayerKl[] {
  const estimator = published ? 'published' : 'gaussian';
  const nothing = Number.NaN;
  return Array.from({ length: layers }, (_, layer) => {
    return { layer, estimator, kl: nothing, klSe: nothing, klPerUnit: nothing, samples: 0 };
  });
}
