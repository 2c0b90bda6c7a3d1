import { blasVariables } from '@rgflow/kernels';
import { lossLayers } from '@rgflow/kl/mutual-information';
import { activations, meanField } from '@rgflow/meanfield';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { informationLossColumns } from './information-loss.columns.js';
import { BOUNDS, lossParameters, noisesOf } from './loss-looks.js';
import { lossesTensor } from './losses-tensor.js';
import { predictedLossColumns } from './predicted-loss.columns.js';

/**
 * The layers in which a random network of each width, of all weight variances, loses half of what it tells of its inputs,
 * beside what is predicted; and the same as one tensor, for what is fitted to several networks.
 */
export const randomLossesStage = defineStage({
  name: 'random-losses',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'noisy-information',
  params: z.strictObject({ ...lossParameters, seed: z.int().nonnegative() }),
  inputs: { predicted_loss: table(predictedLossColumns) },
  outputs: { information_loss: table(informationLossColumns), losses: lossesTensor },
  run({ params, inputs, stream, progress }) {
    const { activation, sigmaB2, weightVariances, widths, depth, samples, correlation, seed } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const noises = noisesOf(params.noises);
    const networks = weightVariances.map((sigmaW2) => {
      const { qStar } = meanField(sigmaW2, sigmaB2, { activation: activations[activation] });
      return { sigmaW2, secondMoment: qStar, correlation };
    });
    // Time goes with the square of the width.
    const total = widths.reduce((sum, width) => sum + width * width, 0);
    let done = 0;
    const layers = widths.flatMap((width) => {
      const found = lossLayers({
        ...{ width, samples, depth, sigmaB2, activation, networks, noises },
        random: random.split('width', { width }),
        kernels: threadKernels(),
        passed: (layer) => progress((done + (width * width * layer) / depth) / total),
      });
      done += width * width;
      return found.flatMap((looks) => looks.flatMap((look) => BOUNDS.map((bound) => look[bound])));
    });
    return {
      information_loss: inputs.predicted_loss.map(
        ({ xi_q: _, ...predicted }, n): Row<typeof informationLossColumns> => {
          const layer = nullIfUndefined(layers[n]!);
          return { ...predicted, layer, reason: layer === null ? 'never within the network' : null };
        },
      ),
      losses: [{ layer: seed, shape: [layers.length], data: Float64Array.from(layers) }],
    };
  },
});
