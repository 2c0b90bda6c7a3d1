import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { hiddenCumulantsStage } from './hidden-cumulants.stage.js';
import { hiddenTruncationStage } from './hidden-truncation.stage.js';
import { randomMarginalisationStage } from './random-marginalisation.stage.js';
import { threeLayerMarginalisationStage } from './three-layer-marginalisation.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'boltzmann-marginalisation',
  title:
    'Boltzmann machines by sequential marginalisation: the flow of couplings from the deepest layer to the visible one',
  params: z.strictObject({
    stack: z
      .strictObject({
        depth: z.int().positive().default(16).describe('hidden layers'),
        units: z.int().positive().default(32).describe('units of a hidden layer'),
        visible: z.int().min(1).max(12).default(6).describe('visible units'),
        g: z.number().nonnegative().default(0.5).describe('spectral norm of each coupling between layers'),
        field: z.number().nonnegative().default(0.5).describe('standard deviation of the fields'),
      })
      .prefault({})
      .describe('the random stack of Gaussian layers'),
    hidden: z
      .strictObject({
        unitField: z.number().default(0.3).describe('field that a hidden unit is in'),
        t: z.array(z.number()).min(1).default([0.3, 0.7, 1.5, 2.5, 4]).describe('strengths with which it is felt'),
        order: z.int().min(1).max(30).default(20).describe('the most cumulants kept'),
        scale: z.number().default(1).describe('factor on the couplings of the three-layer machine to hidden units'),
      })
      .prefault({})
      .describe('hidden units by their cumulants'),
    seed: z.int().nonnegative().default(0).describe('of the random stack: replicates'),
  }),
  build(plan, { stack, hidden: { unitField, t, order, scale }, seed }) {
    plan.add(threeLayerMarginalisationStage, { params: {}, inputs: {} });
    plan.add(randomMarginalisationStage, { params: stack, inputs: {}, stream: { seed } });
    for (const strength of t) plan.add(hiddenCumulantsStage, { params: { unitField, t: strength, order }, inputs: {} });
    plan.add(hiddenTruncationStage, { params: { unitField, scale, order }, inputs: {} });
  },
});
