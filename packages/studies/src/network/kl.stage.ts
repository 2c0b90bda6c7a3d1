import { averageOverImages, gaussianKl, layerKl } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { klColumns } from './kl-columns.js';
import { isFiniteLayer, klRow, layersOf, undefinedCurve } from './layer-samples.js';

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
    const layers = curves[0]!.length;
    const points = curves.every((curve) => curve.every(isFiniteLayer))
      ? [averageOverImages(curves.map(layerKl)), averageOverImages(curves.map(gaussianKl))]
      : [undefinedCurve('published', layers), undefinedCurve('gaussian', layers)];
    return { kl_layer: points.flat().map((point) => klRow(params.snapshot, point)) };
  },
});
