import { averageOverImages, type LayerJacobian, pushForwardKl } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { determinantColumns, klColumns } from './kl-columns.js';
import { isFiniteLayer, klRow, layersOf, ofImage, undefinedCurve } from './layer-samples.js';

/** The KL divergence of the pushed samples with the Jacobian that the published estimator lacks. */
export const pushForwardKlStage = defineStage({
  name: 'push-forward-kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: tensor('float64', ['image', 'sample', 2]),
    logSlopes: tensor('float64', ['image', 'sample']),
    layer_determinant: table(determinantColumns),
  },
  outputs: { kl_layer: table(klColumns) },
  run({ params, inputs }) {
    const images = inputs.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) =>
      layersOf(inputs, image).map(
        (layer, m): LayerJacobian => ({
          ...layer,
          logSlopes: ofImage(inputs.logSlopes[m]!, image),
          logDeterminant: inputs.layer_determinant[m]!.log_abs_determinant,
        }),
      ),
    );
    const points = curves.every((curve) => curve.every(isFiniteLayer))
      ? averageOverImages(curves.map(pushForwardKl))
      : undefinedCurve('push-forward', curves[0]!.length);
    return { kl_layer: points.map((point) => klRow(params.snapshot, point)) };
  },
});
