import { averageOverImages, gaussianKl, layerKl } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { klColumns } from './kl-layer.columns.js';
import { klRows, layersOf, obstacleToMeasure, undefinedKlRows } from './layer-samples.js';

/**
 * The KL divergence of each layer from the first, averaged over the images, by each estimator under its own name.
 * Of a network whose training diverged nothing is defined.
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
  run({ params: { snapshot }, inputs }) {
    const images = inputs.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(inputs, image));
    const [reference] = curves[0]!;
    const obstacle = obstacleToMeasure(curves);
    const rows = ESTIMATORS.flatMap(([name, curveOf]) =>
      obstacle === null
        ? klRows(snapshot, averageOverImages(curves.map(curveOf)), reference!.units)
        : undefinedKlRows(snapshot, name, curves[0]!.length, obstacle),
    );
    return { kl_layer: rows };
  },
});

const ESTIMATORS = [
  ['published', layerKl],
  ['gaussian', gaussianKl],
] as const;
