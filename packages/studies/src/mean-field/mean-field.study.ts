import { activationNames, activations, firstInfiniteLayer } from '@rgflow/meanfield';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { areSound, refuse } from '../network/joint-checks.js';
import { criticalLineStage } from './critical-line.stage.js';
import { meanFieldStage } from './mean-field.stage.js';
import { predictedKlStage } from './predicted-kl.stage.js';

/**
 * The sweep is the phase diagram, a cell for each point. The critical line and the KL curves belong to no cell: they are
 * planned by every cell alike, and so once.
 */
export const study: AnyStudy = defineStudy({
  name: 'mean-field',
  title: 'Phase diagram of wide random networks, and the KL curves that it predicts',
  params: z
    .strictObject({
      activation: z.enum(activationNames).default('tanh').describe('φ, the activation of every layer'),
      sigmaW2: z
        .number()
        .positive()
        .default(1.5)
        .describe('σ_w²: weights have variance σ_w² over the number of inputs'),
      sigmaB2: z.number().nonnegative().default(0.05).describe('σ_b², variance of the biases'),
      criticalLine: z
        .strictObject({
          sigmaB2: z
            .strictObject({
              from: z.number().nonnegative().describe('the first'),
              to: z.number().describe('none is larger'),
              step: z.number().positive().describe('from one to the next'),
            })
            .prefault({ from: 0, to: 0.5, step: 0.001 })
            .describe('σ_b² at which the critical σ_w² is solved for'),
        })
        .prefault({})
        .describe('the line between order and chaos'),
      kl: z
        .strictObject({
          sigmaW2: z
            .array(z.number().positive())
            .min(1)
            .default([1, 1.5, 1.76, 2.5, 3.5])
            .describe('σ_w² of each network'),
          sigmaB2: z.number().nonnegative().default(0.05).describe('σ_b², variance of their biases'),
          inputSecondMoment: z
            .number()
            .nonnegative()
            .default(0.1)
            .describe('X, mean square of the components of the input'),
          depth: z.int().min(1).max(10_000).default(28).describe('linear layers'),
        })
        .prefault({})
        .describe('the networks whose KL curves are predicted'),
    })
    .check(({ value: { activation, kl }, issues }) => {
      if (!areSound(issues, 'activation', 'kl')) return;
      const { sigmaB2, inputSecondMoment, depth } = kl;
      if (sigmaB2 === 0 && inputSecondMoment === 0) {
        const rule =
          'expected a positive mean square of the input, or a positive kl.sigmaB2: without both the first layer has no variance';
        return refuse(issues, ['kl', 'inputSecondMoment'], rule, inputSecondMoment);
      }
      for (const [i, sigmaW2] of kl.sigmaW2.entries()) {
        const options = { activation: activations[activation] };
        const layer = firstInfiniteLayer(sigmaW2, sigmaB2, inputSecondMoment, depth - 1, options);
        if (layer === null) continue;
        const { gain } = options.activation.homogeneous!;
        const rule = `expected less than ${1 / gain}, below which the variance of ${activation} settles`;
        const remedy = `or a kl.depth of at most ${layer}, beyond which it is larger than the largest double`;
        refuse(issues, ['kl', 'sigmaW2', i], `${rule}, ${remedy}`, sigmaW2);
      }
    }),
  build(plan, { activation, sigmaW2, sigmaB2, criticalLine, kl }) {
    plan.add(meanFieldStage, { params: { activation, sigmaW2, sigmaB2 }, inputs: {} });
    plan.add(criticalLineStage, { params: { activation, biasVariances: criticalLine.sigmaB2 }, inputs: {} });
    for (const weightVariance of kl.sigmaW2) {
      plan.add(predictedKlStage, { params: { activation, ...kl, sigmaW2: weightVariance }, inputs: {} });
    }
  },
});
