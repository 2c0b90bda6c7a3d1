import { lastImages, secondMoments } from '@rgflow/dataset';
import { historicalOrder } from '@rgflow/kl';
import { predictedKl } from '@rgflow/meanfield';
import { estimate } from '@rgflow/numerics';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
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
    depth: z.int().positive(),
    width: z.int().positive(),
    sigmaW2: z.number().positive(),
    sigmaB2: z.number().nonnegative(),
    images: z.int().positive(),
  }),
  inputs: { validationImages: tensor('uint8', ['image', 'pixel']) },
  outputs: { kl_layer: table(klColumns) },
  run({ params: { snapshot, depth, width, sigmaW2, sigmaB2, images }, inputs }) {
    const shown = lastImages('mean-field-kl', inputs.validationImages[0]!, images);
    const curves = secondMoments(shown).map(
      (secondMoment) => predictedKl(sigmaW2, sigmaB2, secondMoment, depth - 1).layers,
    );
    const order = historicalOrder(Array(depth).fill(width));
    const [first] = curves;
    return {
      kl_layer: Object.entries(klPredictions).flatMap(([estimator, prediction]) =>
        first!.map((_, layer) => {
          const perUnit = estimate(curves.map((curve) => prediction(curve, layer, order)));
          return {
            snapshot,
            layer,
            estimator,
            kl: width * perUnit.value,
            kl_se: images === 1 ? 0 : width * perUnit.standardError,
            kl_per_unit: perUnit.value,
            kl_per_unit_se: images === 1 ? 0 : perUnit.standardError,
            samples: 0,
            reason: null,
          };
        }),
      ),
    };
  },
});
