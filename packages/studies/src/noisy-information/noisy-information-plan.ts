import type { PlanBuilder } from '@rgflow/pipeline';
import { gatherLossesStage } from './gather-losses.stage.js';
import { lossCollapseStage } from './loss-collapse.stage.js';
import type { NoisyInformationParameters } from './noisy-information-parameters.js';
import { predictedLossesStage } from './predicted-losses.stage.js';
import { randomLossesStage } from './random-losses.stage.js';

/** All networks of each kind of inputs, and what is fitted to them together. */
export function planNoisyInformation(plan: PlanBuilder, { network, inputs }: NoisyInformationParameters): void {
  const { activation, sigmaB2, sigmaW2: weightVariances, widths, depth, count } = network;
  const { samples, kinds } = inputs;
  for (const { correlation, noise: noises } of kinds) {
    const params = { activation, sigmaB2, weightVariances, widths, depth, samples, correlation, noises };
    const { predicted_loss } = plan.add(predictedLossesStage, { params, inputs: {} });
    const networks = Array.from({ length: count }, (_, seed) => {
      return plan.add(randomLossesStage, { params: { ...params, seed }, inputs: { predicted_loss }, stream: { seed } });
    });
    const losses = networks
      .map((drawn) => drawn.losses)
      .reduce(
        (before, further) =>
          plan.add(gatherLossesStage, { params: {}, inputs: { before, further }, keep: 'never' }).losses,
      );
    plan.add(lossCollapseStage, {
      params: { activation, sigmaB2, correlation, samples },
      inputs: { losses, predicted_loss },
    });
  }
}
