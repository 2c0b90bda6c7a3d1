import { averageOverImages, historicalKl, historicalOrder } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { klColumns } from './kl-layer.columns.js';
import { klRows, layersOf, obstacleToMeasure, undefinedKlRows } from './layer-samples.js';

/**
 * The estimator behind figures 7, 8 and table 1 of arXiv:2107.06898, defects and all; `layer` is the position in its order.
 */
export const historicalKlStage = defineStage({
  name: 'historical-kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    historicalSums: tensor('float64', ['image', 'sample', 2]),
  },
  outputs: { kl_layer: table(klColumns) },
  run({ params: { snapshot }, inputs }) {
    const order = historicalOrder(inputs.preactivations.map(({ shape }) => shape[1]!));
    const layers = {
      preactivations: order.map((layer) => inputs.preactivations[layer]!),
      sampleSums: inputs.historicalSums,
    };
    const images = layers.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(layers, image));
    const obstacle = obstacleToMeasure(curves);
    return {
      kl_layer:
        obstacle === null
          ? klRows(snapshot, averageOverImages(curves.map(historicalKl)), curves[0]![0]!.units)
          : undefinedKlRows(snapshot, 'published-2021', order.length, obstacle),
    };
  },
});
