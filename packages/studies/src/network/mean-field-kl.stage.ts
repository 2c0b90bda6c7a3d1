import { lastImages, secondMoments } from '@rgflow/dataset';
import { curveCovariance, historicalOrder } from '@rgflow/kl';
import { activationNames, activations, noPushForward, predictedKl } from '@rgflow/meanfield';
import { estimate } from '@rgflow/numerics';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nullIfUndefined } from '../undefined-values.js';
import { covarianceTensors, klCovariances } from './kl-covariances.js';
import { klColumns } from './kl-layer.columns.js';
import { klPredictions } from './kl-predictions.js';

/**
 * The curves that mean-field theory predicts for the images that a network is shown, without a free parameter: of each
 * estimator for an untrained network of constant, infinite width, averaged over the images. `kl_se` is the error of that
 * average.
 */
export const meanFieldKlStage = defineStage({
  name: 'mean-field-kl',
  module: import.meta.url,
  params: z.strictObject({
    snapshot: z.literal('init'),
    activation: z.enum(activationNames),
    depth: z.int().positive(),
    width: z.int().positive(),
    sigmaW2: z.number().positive(),
    sigmaB2: z.number().nonnegative(),
    images: z.int().positive(),
  }),
  inputs: { validationImages: tensor('uint8', ['image', 'pixel']) },
  outputs: { kl_layer: table(klColumns), klCovariances },
  run({ params: { snapshot, activation: name, depth, width, sigmaW2, sigmaB2, images }, inputs }) {
    const activation = activations[name];
    const shown = lastImages('mean-field-kl', inputs.validationImages[0]!, images);
    const curves = secondMoments(shown).map(
      (secondMoment) => predictedKl(sigmaW2, sigmaB2, secondMoment, depth - 1, { activation }).layers,
    );
    const order = historicalOrder(Array(depth).fill(width));
    const predicted = Object.entries(klPredictions).map(([estimator, prediction]) => ({
      estimator,
      curves: curves.map((curve) => curve.map((_, layer) => ({ klPerUnit: prediction(curve, layer, order) }))),
    }));
    return {
      klCovariances: covarianceTensors(
        predicted.map(({ curves }) => curveCovariance(curves, [], 1)),
        depth,
      ),
      kl_layer: predicted.flatMap(({ estimator, curves }) =>
        curves[0]!.map((_, layer) => {
          const perUnit = estimate(curves.map((curve) => curve[layer]!.klPerUnit));
          const { value } = perUnit;
          const standardError = images === 1 && !Number.isNaN(value) ? 0 : perUnit.standardError;
          return {
            snapshot,
            layer,
            estimator,
            kl: nullIfUndefined(width * value),
            kl_se: nullIfUndefined(width * standardError),
            kl_per_unit: nullIfUndefined(value),
            kl_per_unit_se: nullIfUndefined(standardError),
            samples: 0,
            reason: Number.isNaN(value) ? noPushForward(activation) : null,
          };
        }),
      ),
    };
  },
});
