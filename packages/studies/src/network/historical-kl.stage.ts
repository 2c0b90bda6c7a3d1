import { historicalKl, historicalKlTerms, historicalOrder } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { covarianceTensors, klCovariances, measuredCurve } from './kl-covariances.js';
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
  outputs: { kl_layer: table(klColumns), klCovariances },
  run({ params: { snapshot }, inputs }) {
    const order = historicalOrder(inputs.preactivations.map(({ shape }) => shape[1]!));
    const layers = {
      preactivations: order.map((layer) => inputs.preactivations[layer]!),
      sampleSums: inputs.historicalSums,
    };
    const images = layers.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(layers, image));
    const obstacle = obstacleToMeasure(curves);
    if (obstacle !== null) {
      return {
        kl_layer: undefinedKlRows(snapshot, 'published-2021', order.length, obstacle),
        klCovariances: covarianceTensors([null], order.length),
      };
    }
    const { units } = curves[0]![0]!;
    const { points, covariance } = measuredCurve(curves.map(historicalKl), curves.map(historicalKlTerms), units);
    return {
      kl_layer: klRows(snapshot, points, units),
      klCovariances: covarianceTensors([covariance], order.length),
    };
  },
});
