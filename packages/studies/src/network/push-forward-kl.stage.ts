import { type LayerJacobian, pushForwardKl, pushForwardKlTerms } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nanIfNull } from '../undefined-values.js';
import { covarianceTensors, klCovariances, measuredCurve } from './kl-covariances.js';
import { klColumns } from './kl-layer.columns.js';
import { determinantColumns } from './layer-determinant.columns.js';
import { klRows, layersOf, obstacleToMeasure, ofImage, undefinedKlRows } from './layer-samples.js';

/** The KL divergence of the pushed samples with the Jacobian that the published estimator lacks. */
export const pushForwardKlStage = defineStage({
  name: 'push-forward-kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: tensor('float64', ['image', 'sample', 2]),
    logSlopes: tensor('float64', ['image', 'sample', 1]),
    layer_determinant: table(determinantColumns),
  },
  outputs: { kl_layer: table(klColumns), klCovariances },
  run({ params: { snapshot }, inputs }) {
    const images = inputs.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) =>
      layersOf(inputs, image).map(
        (layer, m): LayerJacobian => ({
          ...layer,
          logSlopes: ofImage(inputs.logSlopes[m]!, image),
          logDeterminant: nanIfNull(inputs.layer_determinant[m]!.log_abs_determinant),
        }),
      ),
    );
    const obstacle = obstacleToMeasure(curves);
    // The matrix that leads to layer 0 has no part in it.
    const unusable = inputs.layer_determinant
      .slice(1)
      .find(({ log_abs_determinant }) => !Number.isFinite(nanIfNull(log_abs_determinant)));
    const layers = curves[0]!.length;
    if (obstacle !== null) {
      return {
        kl_layer: undefinedKlRows(snapshot, 'push-forward', layers, obstacle),
        klCovariances: covarianceTensors([null], layers),
      };
    }
    const { units } = curves[0]![0]!;
    const { points, covariance } = measuredCurve(curves.map(pushForwardKl), curves.map(pushForwardKlTerms), units);
    return {
      kl_layer: klRows(snapshot, points, units, () =>
        unusable === undefined
          ? 'the samples are squeezed to a point'
          : `the matrix that leads to layer ${unusable.layer} is ${unusable.reason ?? 'singular'}`,
      ),
      klCovariances: covarianceTensors([covariance], layers),
    };
  },
});
