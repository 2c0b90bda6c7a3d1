import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { boltzmannMarginalisationTables } from './boltzmann-marginalisation.tables.js';
import { hiddenCumulantsStage } from './hidden-cumulants.stage.js';
import { hiddenTruncationStage } from './hidden-truncation.stage.js';
import { randomMarginalisationStage } from './random-marginalisation.stage.js';
import { threeLayerMarginalisationStage } from './three-layer-marginalisation.stage.js';

export const boltzmannMarginalisation: PublishedStudy = {
  study: defineStudy({
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
      for (const strength of t)
        plan.add(hiddenCumulantsStage, { params: { unitField, t: strength, order }, inputs: {} });
      plan.add(hiddenTruncationStage, { params: { unitField, scale, order }, inputs: {} });
    },
  }),
  summary: {
    query: (study) =>
      evenChoice(
        `
      select g, depth, count(distinct seed) as seeds, avg(spectral_norm) filter (layer = 1) as norm,
             any_value(norm_bound) filter (layer = 1) as bound,
             avg(mean_coupling) filter (layer = 1) as mean, avg(wide_mean_coupling) filter (layer = 1) as wide,
             format('{:.0e}', max(abs(log_partition_deviation))) as deviation
      from boltzmann_step
      where study = ${study} and machine = 'random'
      group by g, depth
      qualify depth = max(depth) over ()`,
        'g',
      ),
    columns: [
      { header: 'g', value: 'g' },
      { header: 'depth', value: 'depth', digits: 0 },
      { header: 'seeds', value: 'seeds', digits: 0 },
      { header: 'norm', value: 'norm', digits: 4 },
      { header: 'its bound', value: 'bound', digits: 4 },
      { header: 'tr K/n', value: 'mean', digits: 5 },
      { header: 'predicted', value: 'wide', digits: 5 },
      { header: 'deviation of ln Z', value: 'deviation' },
    ],
  },
  figures: {
    'boltzmann-flow': () => import('./boltzmann-flow.figure.js'),
    'boltzmann-visible': () => import('./boltzmann-visible.figure.js'),
    'boltzmann-cumulants': () => import('./boltzmann-cumulants.figure.js'),
  },
  tables: boltzmannMarginalisationTables,
};
