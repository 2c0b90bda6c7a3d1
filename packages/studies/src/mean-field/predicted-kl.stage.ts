import { fitSaturation, publishedUnit } from '@rgflow/kl';
import { activationNames, activations, type PredictedLayerKl, predictedKl } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { predictedKlColumns } from './predicted-kl.columns.js';
import { predictedSaturationColumns } from './predicted-saturation.columns.js';

/**
 * The KL curves of one infinitely wide random network and one input, by each estimator, and how the published one
 * saturates.
 */
export const predictedKlStage = defineStage({
  name: 'predicted-kl',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaW2: z.number(),
    sigmaB2: z.number(),
    inputSecondMoment: z.number(),
    /** Linear layers, as of a trained network: the last one is number depth - 1. */
    depth: z.int().positive(),
  }),
  inputs: {},
  outputs: {
    predicted_kl: table(predictedKlColumns),
    predicted_saturation: table(predictedSaturationColumns),
  },
  run({ params: { activation: name, sigmaW2, sigmaB2, inputSecondMoment, depth } }) {
    const activation = activations[name];
    const predicted = predictedKl(sigmaW2, sigmaB2, inputSecondMoment, depth - 1, { activation });
    const { layers, saturation, saturationReason, pushForwardRate, pushForwardReason } = predicted;
    const fit = saturation === null ? null : fitSaturation(layers.map((layer) => layer.klPerUnit));
    return {
      predicted_kl: ESTIMATORS.flatMap(([estimator, klPerUnit]) =>
        layers.map((row) => ({
          layer: row.layer,
          estimator,
          variance: row.variance,
          kl_per_unit: klPerUnit(row),
          reason: klPerUnit(row) === null ? pushForwardReason : null,
        })),
      ),
      predicted_saturation: [
        {
          a: saturation?.a ?? null,
          b: saturation?.b ?? null,
          reason: saturationReason,
          a_fit: fit?.converged ? fit.a.value / publishedUnit(sigmaW2) : null,
          b_fit: fit?.converged ? fit.b.value : null,
          fit_reason: fit === null ? saturationReason : fit.reason,
          push_forward_rate: pushForwardRate,
          push_forward_reason: pushForwardRate === null ? (pushForwardReason ?? saturationReason) : null,
        },
      ],
    };
  },
});

const ESTIMATORS: readonly (readonly [string, (layer: PredictedLayerKl) => number | null])[] = [
  ['published', (layer) => layer.klPerUnit],
  ['gaussian', (layer) => layer.gaussianKlPerUnit],
  ['push-forward', (layer) => layer.pushForwardKlPerUnit],
];
