import { lastImages, secondMoments } from '@rgflow/dataset';
import { activationNames, activations, predictedPlateau } from '@rgflow/meanfield';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nullIfUndefined } from '../undefined-values.js';
import { predictedPlateauColumns } from './predicted-plateau.columns.js';

/**
 * The layer at which the KL curve of mean-field theory, averaged over the images that the networks are shown, has a fraction
 * of its asymptote.
 */
export const predictedPlateauStage = defineStage({
  name: 'predicted-plateau',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaW2: z.number().positive(),
    sigmaB2: z.number().nonnegative(),
    images: z.int().positive(),
    fraction: z.number(),
  }),
  inputs: { validationImages: tensor('uint8', ['image', 'pixel']) },
  outputs: { predicted_plateau: table(predictedPlateauColumns) },
  run({ params: { activation: name, sigmaW2, sigmaB2, images, fraction }, inputs }) {
    const shown = lastImages('predicted-plateau', inputs.validationImages[0]!, images);
    const options = { activation: activations[name] };
    const predicted = predictedPlateau(sigmaW2, sigmaB2, secondMoments(shown), fraction, options);
    const { layer, lateRateLayer, asymptote } = predicted;
    return {
      predicted_plateau: [
        {
          plateau_layer: nullIfUndefined(layer),
          late_rate_layer: lateRateLayer,
          asymptote: nullIfUndefined(asymptote),
          reason: Number.isNaN(layer) ? 'every image is at the fixed point, or the fixed point is zero' : null,
        },
      ],
    };
  },
});
