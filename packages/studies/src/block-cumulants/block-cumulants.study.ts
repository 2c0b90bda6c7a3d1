import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { blockCumulantsTables } from './block-cumulants.tables.js';
import { blockInformationStage } from './block-information.stage.js';
import { chainCumulantsStage } from './chain-cumulants.stage.js';
import { ringCumulantsStage } from './ring-cumulants.stage.js';
import { squareBlockInformationStage } from './square-block-information.stage.js';
import { triangularCumulantsStage } from './triangular-cumulants.stage.js';
import { triangularFixedPointsStage } from './triangular-fixed-points.stage.js';

export const blockCumulants: PublishedStudy = {
  study: defineStudy({
    name: 'block-cumulants',
    title: 'Block spins: the cumulant expansion by order, and what a block tells of its environment',
    params: z.strictObject({
      coupling: z.number().default(0.5).describe('K, nearest-neighbour coupling over temperature'),
      cumulants: z.int().min(1).max(20).default(8).describe('the most that are kept of the expansion'),
      ring: z
        .strictObject({
          blockSize: z.int().positive().default(3).describe('spins of a block'),
          blocks: z.int().min(4).max(6).default(4).describe('blocks of the ring'),
        })
        .prefault({})
        .describe('the ring whose states are enumerated'),
      largestBuffer: z
        .int()
        .min(0)
        .max(7)
        .default(2)
        .describe('most spins between a block of the chain and its environment'),
      square: z
        .strictObject({
          upTo: z
            .number()
            .default(0.8)
            .describe('largest K that is taken on it: beyond, it is ordered and the rules tell the same'),
          buffer: z.int().min(0).max(100).default(1).describe('rows between a block and its environment'),
        })
        .prefault({})
        .describe('the square lattice'),
    }),
    build(plan, { coupling, cumulants, ring, largestBuffer, square }) {
      plan.add(chainCumulantsStage, { params: { coupling, cumulants }, inputs: {} });
      for (const rule of ['decimation', 'majority'] as const) {
        plan.add(ringCumulantsStage, { params: { coupling, cumulants, rule, ...ring }, inputs: {} });
      }
      plan.add(triangularCumulantsStage, { params: { coupling }, inputs: {} });
      plan.add(triangularFixedPointsStage, { params: {}, inputs: {} });
      plan.add(blockInformationStage, { params: { coupling, largestBuffer }, inputs: {} });
      if (coupling <= square.upTo && coupling >= 0) {
        plan.add(squareBlockInformationStage, { params: { coupling, squareBuffer: square.buffer }, inputs: {} });
      }
    },
  }),
  summary: {
    query: (study) =>
      evenChoice(
        `
      select coupling, any_value(exact) as exact, arg_min(renormalised, cumulants) as first,
             format('{:.1e}', abs(arg_max(renormalised, cumulants) - exact)) as error, max(cumulants) as highest,
             any_value(majority) as majority, any_value(kept) as kept
      from block_coupling
      join (select coupling, exact as majority from block_coupling
            where study = ${study} and rule = 'majority' and interaction = 'nearest' and lattice like 'ring%' and cumulants = 1)
        using (coupling)
      join (select coupling, sum(information) filter (rule = 'optimum') / sum(information) filter (rule = 'whole block') as kept
            from block_rule_information where study = ${study} and lattice = 'chain' and buffer = 1 group by all) using (coupling)
      where study = ${study} and lattice = 'chain' and interaction = 'nearest'
      group by coupling, exact`,
        'coupling',
      ),
    columns: [
      { header: 'K', value: 'coupling' },
      { header: "K' exact", value: 'exact', digits: 9 },
      { header: '1 cumulant', value: 'first', digits: 9 },
      { header: 'cumulants', value: 'highest', digits: 0 },
      { header: 'its error', value: 'error' },
      { header: "majority K'", value: 'majority', digits: 9 },
      { header: 'told by one spin', value: 'kept', digits: 4 },
    ],
  },
  figures: {
    'block-cumulants-convergence': () => import('./block-cumulants-convergence.figure.js'),
    'block-couplings': () => import('./block-couplings.figure.js'),
    'block-rule-information': () => import('./block-rule-information.figure.js'),
    'square-block-information': () => import('./square-block-information.figure.js'),
  },
  tables: blockCumulantsTables,
};
