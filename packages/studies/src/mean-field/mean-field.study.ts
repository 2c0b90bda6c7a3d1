import { activationNames, activations, firstInfiniteLayer } from '@rgflow/meanfield';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { areSound, refuse } from '../network/joint-checks.js';
import { settlingRule } from '../network/theory-limits.js';
import type { TableMeaning } from '../table-meaning.js';
import { meanFieldStage } from '../theory/mean-field.stage.js';
import { meanFieldMeaning } from '../theory/mean-field.tables.js';
import type { criticalLineColumns } from './critical-line.columns.js';
import { criticalLineStage } from './critical-line.stage.js';
import type { predictedKlColumns } from './predicted-kl.columns.js';
import { predictedKlStage } from './predicted-kl.stage.js';
import type { predictedSaturationColumns } from './predicted-saturation.columns.js';

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
        const layer = firstInfiniteLayer(sigmaW2, sigmaB2, inputSecondMoment, depth - 1, {
          activation: activations[activation],
        });
        if (layer === null) continue;
        const remedy = `or a kl.depth of at most ${layer}, beyond which it is larger than the largest double`;
        refuse(issues, ['kl', 'sigmaW2', i], `${settlingRule(activation)}, ${remedy}`, sigmaW2);
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

const criticalLine: TableMeaning<typeof criticalLineColumns> = {
  about: 'the line χ₁ = 1 between order and chaos, each point of it solved for',
  columns: {
    sigma_b2: { meaning: 'σ_b², variance of the biases' },
    sigma_w2_critical: { meaning: 'the critical σ_w², weights having variance σ_w² over the number of inputs' },
    q_star: { meaning: 'q*, variance of deep preactivations there' },
    reason: { meaning: 'why one of the two is null' },
  },
};

const predictedKl: TableMeaning<typeof predictedKlColumns> = {
  about:
    'the KL divergence of a layer from layer 0 that mean-field theory predicts, a row for each layer and estimator',
  columns: {
    layer: { meaning: 'the layer, 0 the first' },
    estimator: {
      meaning: "'published', 'gaussian' (of the two fitted Gaussians) or 'push-forward' (with the Jacobian)",
    },
    variance: { meaning: 'q_m, variance of the preactivations of the layer' },
    kl_per_unit: { unit: 'nats per unit', meaning: 'Kullback-Leibler divergence from layer 0 by the estimator' },
    reason: { meaning: 'why there is no divergence' },
  },
};

const predictedSaturation: TableMeaning<typeof predictedSaturationColumns> = {
  about: 'how the predicted curve of the published estimator saturates, as a (1 - bˣ), a row for each network',
  columns: {
    a: { unit: '(1/2) ln(2πe σ_w²) nats', meaning: 'the asymptote, ln(q*/q_0) / ln(2πe σ_w²)' },
    b: { meaning: 'χ_q, what is left of the distance to the asymptote after a late layer' },
    reason: { meaning: 'why a and b are null' },
    a_fit: { unit: '(1/2) ln(2πe σ_w²) nats', meaning: 'a of the least-squares fit over the layers' },
    b_fit: { meaning: 'b of the least-squares fit over the layers' },
    fit_reason: { meaning: 'why a_fit and b_fit are null' },
    push_forward_rate: { unit: 'nats per unit', meaning: 'what a deep layer adds to the push-forward divergence' },
    push_forward_reason: { meaning: 'why push_forward_rate is null' },
  },
};

export const tables = {
  mean_field: meanFieldMeaning,
  critical_line: criticalLine,
  predicted_kl: predictedKl,
  predicted_saturation: predictedSaturation,
};

export const stageParameters = {
  biasVariances: { meaning: 'the range of σ_b² that the line is computed over, as JSON' },
  activation: { meaning: "φ of every layer: 'tanh', 'erf', 'relu', 'sigmoid' or 'linear'" },
  sigmaW2: { meaning: 'variance of the weights, times the units before' },
  sigmaB2: { meaning: 'variance of the biases' },
};
