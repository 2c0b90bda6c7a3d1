import { gaussianKl, type LayerSamples, layerKl, layerKlTerms } from '@rgflow/kl';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { covarianceTensors, klCovariances, measuredCurve } from './kl-covariances.js';
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
  outputs: { kl_layer: table(klColumns), klCovariances },
  run({ params: { snapshot }, inputs }) {
    const images = inputs.preactivations[0]!.shape[0]!;
    const curves = Array.from({ length: images }, (_, image) => layersOf(inputs, image));
    const [reference] = curves[0]!;
    const obstacle = obstacleToMeasure(curves);
    const layers = curves[0]!.length;
    const measured = ESTIMATORS.map(({ name, curveOf, termsOf }) => {
      if (obstacle !== null) return { rows: undefinedKlRows(snapshot, name, layers, obstacle), covariance: null };
      const { points, covariance } = measuredCurve(curves.map(curveOf), curves.flatMap(termsOf), reference!.units);
      return { rows: klRows(snapshot, points, reference!.units), covariance };
    });
    return {
      kl_layer: measured.flatMap(({ rows }) => rows),
      klCovariances: covarianceTensors(
        measured.map(({ covariance }) => covariance),
        layers,
      ),
    };
  },
});

const ESTIMATORS = [
  { name: 'published', curveOf: layerKl, termsOf: (layers: readonly LayerSamples[]) => [layerKlTerms(layers)] },
  { name: 'gaussian', curveOf: gaussianKl, termsOf: () => [] },
] as const;
