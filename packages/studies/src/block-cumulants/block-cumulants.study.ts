import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
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
      coupling: z.number().default(0.5),
      cumulants: z.int().min(1).max(20).default(8),
      ring: z
        .strictObject({
          blockSize: z.int().positive().default(3),
          blocks: z.int().min(4).max(6).default(4),
        })
        .prefault({}),
      largestBuffer: z.int().min(0).max(7).default(2),
      square: z
        .strictObject({
          // Of the couplings of a sweep, those on the square lattice too: beyond, it is ordered and the rules tell the same.
          upTo: z.number().default(0.8),
          buffer: z.int().min(0).max(100).default(1),
        })
        .prefault({}),
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
};
