import { activationNames, activations, predictedMultiInformation } from '@rgflow/meanfield';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { predictedLayerColumns } from './predicted-layer-information.columns.js';

/**
 * The multi-information of each layer that mean-field theory predicts for a random network, without noise and with each
 * noise, where `infinite_width` is an upper bound.
 */
export const predictedLayerInformationStage = defineStage({
  name: 'predicted-layer-information',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaW2: z.number().positive(),
    sigmaB2: z.number().nonnegative(),
    inputSecondMoment: z.number().nonnegative(),
    depth: z.int().positive(),
    noises: z.array(z.number().positive()),
  }),
  inputs: {},
  outputs: { predicted_layer_information: table(predictedLayerColumns) },
  run({ params: { activation: name, sigmaW2, sigmaB2, inputSecondMoment, depth, noises }, progress }) {
    const reference = { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 };
    const predicted_layer_information = [0, ...noises].flatMap((noise, n) => {
      const options = { activation: activations[name], noiseVariance: noise };
      const { layers } = predictedMultiInformation(sigmaW2, sigmaB2, reference, depth, options);
      progress((n + 1) / (noises.length + 1));
      return layers.map(
        (layer): Row<typeof predictedLayerColumns> => ({
          layer: layer.layer,
          noise,
          unit_mean_square: layer.meanSquare,
          unit_variance: layer.variance,
          rho: layer.rho,
          infinite_width: layer.multiInformation,
          push_forward: layer.pushForward,
          width_correction: layer.widthCorrection,
          reason:
            layer.widthCorrection !== null ? null : noise > 0 ? 'a bound, with noise' : 'no derivatives are known',
        }),
      );
    });
    return { predicted_layer_information };
  },
});
