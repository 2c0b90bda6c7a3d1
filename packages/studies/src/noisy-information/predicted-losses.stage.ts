import { activations, collapseOf, distanceFluctuations, meanField } from '@rgflow/meanfield';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { BOUNDS, lossParameters, noisesOf } from './loss-looks.js';
import { predictedLossColumns } from './predicted-loss.columns.js';

/**
 * The layers in which random networks are predicted to lose half of what they tell of inputs of which every two are alike:
 * of infinite width, and with the first correction of finite width.
 */
export const predictedLossesStage = defineStage({
  name: 'predicted-losses',
  module: import.meta.url,
  params: z.strictObject(lossParameters),
  inputs: {},
  outputs: { predicted_loss: table(predictedLossColumns) },
  run({ params, progress }) {
    const { sigmaB2, weightVariances, widths, depth, samples, correlation } = params;
    const options = { activation: activations[params.activation] };
    const noises = noisesOf(params.noises);
    const rows = weightVariances.map((sigmaW2, i) => {
      const { qStar, xiC, xiQ } = meanField(sigmaW2, sigmaB2, options);
      const looks = widths.flatMap((units) =>
        noises.flatMap(({ noise, scale }) =>
          BOUNDS.map((bound) => {
            const kappa = (bound === 'lower' ? 8 : 2) * noise * (scale === 'layer' ? qStar : 1);
            const scaled = Math.log(
              (2 * units * qStar * (1 - correlation)) / (kappa * Math.log(Math.sqrt(samples) + 1)),
            );
            return { units, noise, scale, bound, scaled };
          }),
        ),
      );
      // Distances fall by 1/ξ_c a layer or faster, so no layer beyond is asked for.
      const last = Math.min(depth, Math.ceil(xiC * Math.max(0, ...looks.map(({ scaled }) => scaled))) + MARGIN);
      const layers = distanceFluctuations(sigmaW2, sigmaB2, { secondMoment: qStar, correlation }, last, options);
      progress((i + 1) / weightVariances.length);
      return looks.map(({ units, noise, scale, bound, scaled }): Row<typeof predictedLossColumns> => {
        const { infiniteWidth, finiteWidth, scatter } = collapseOf(layers, { units, samples, noise, scale, bound });
        return {
          ...{ units, sigma_w2: sigmaW2, noise_scale: scale, noise, bound, scaled },
          ...{ infinite_width: infiniteWidth, finite_width: finiteWidth, scatter, xi_c: xiC, xi_q: xiQ },
        };
      });
    });
    // Width by width, as networks are drawn.
    const looksOfWidth = noises.length * BOUNDS.length;
    const ofWidth = (w: number) => rows.flatMap((of) => of.slice(w * looksOfWidth, (w + 1) * looksOfWidth));
    return { predicted_loss: widths.flatMap((_, w) => ofWidth(w)) };
  },
});

const MARGIN = 3;
