import { averageOverImages, historicalKl, historicalOrder } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { klColumns } from './kl-columns.js';
import { isFiniteLayer, klRow, layersOf, undefinedCurve } from './layer-samples.js';

/** The estimator behind figures 7, 8 and table 1 of arXiv:2107.06898, defects and all; `layer` is the position in its order. */
export const historicalKlStage = defineStage({
  name: 'historical-kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    historicalSums: tensor('float64', ['image', 'sample', 2]),
  },
  outputs: { kl_layer: table(klColumns) },
  run({ params, inputs }) {
    const order = historicalOrder(inputs.preactivations.map(({ shape }) => shape[1]!));
    const layers = {
      preactivations: order.map((layer) => inputs.preactivations[layer]!),
      sampleSums: inputs.historicalSums,
    };
    const images = layers.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(layers, image));
    const points = curves.every((curve) => curve.every(isFiniteLayer))
      ? averageOverImages(curves.map(historicalKl))
      : undefinedCurve('published-2021', order.length);
    return { kl_layer: points.map((point) => klRow(params.snapshot, point)) };
  },
});
