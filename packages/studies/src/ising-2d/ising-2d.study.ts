import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { exactSquareFlowStage } from './exact-square-flow.stage.js';
import { ising2dTables } from './ising-2d.tables.js';
import { squareFixedPointsStage } from './square-fixed-points.stage.js';
import { torusFlowStage } from './torus-flow.stage.js';
import { truncatedFlowStage } from './truncated-flow.stage.js';

export const ising2d: PublishedStudy = {
  study: defineStudy({
    name: 'ising-2d',
    title: 'Figures 3, 4 and 5 of arXiv:2107.06898, as published and exactly: the square lattice under decimation',
    params: z.strictObject({
      coupling: z
        .number()
        .nonnegative()
        .default(CRITICAL_COUPLING)
        .describe('K, nearest-neighbour coupling over temperature'),
      truncated: z
        .strictObject({
          alpha: z.number().positive().lt(2).default(CRITICAL_ALPHA).describe("α of K' = (α/4) ln cosh 4K"),
          steps: z.int().min(1).max(1000).default(12).describe('decimations'),
        })
        .prefault({})
        .describe('the flow of one coupling, as published'),
      torus: z
        .strictObject({
          size: z
            .union([z.literal(2), z.literal(4)])
            .default(4)
            .describe('sites along a side'),
        })
        .prefault({})
        .describe('the lattice whose states are enumerated'),
    }),
    build(plan, { coupling, truncated, torus }) {
      plan.add(squareFixedPointsStage, { params: { alpha: truncated.alpha }, inputs: {} });
      plan.add(truncatedFlowStage, { params: { coupling, ...truncated }, inputs: {} });
      plan.add(exactSquareFlowStage, { params: { coupling }, inputs: {} });
      plan.add(torusFlowStage, { params: { coupling, ...torus }, inputs: {} });
    },
  }),
  summary: {
    query: (study) => {
      const entropyAt = (scheme: string, step: number) =>
        `max(relative_entropy) filter (scheme = '${scheme}' and step = ${step})`;
      return evenChoice(
        `
      select coupling, ${entropyAt('truncated', 1)} as truncated_1, ${entropyAt('exact', 1)} as exact_1, ${entropyAt('exact', 2)} as exact_2,
             max(relative_entropy_bound) filter (scheme = 'exact' and step = 2) as exact_2_bound,
             arg_max(relative_entropy, step) filter (scheme = 'truncated') as truncated_last,
             (select max(relative_entropy) from ising_asymptote as limits where limits.study = flow.study
                and limits.dimension = 2 and limits.scheme = 'exact' and limits.coupling = flow.coupling) as asymptote
      from ising_flow as flow
      where study = ${study} and dimension = 2
      group by study, coupling`,
        'coupling',
      );
    },
    columns: [
      { header: 'K', value: 'coupling', digits: 4 },
      { header: 's(1) truncated', value: 'truncated_1', digits: 6 },
      { header: 's(1)', value: 'exact_1', digits: 6 },
      { header: 's(2)', value: 'exact_2', standardError: 'exact_2_bound', digits: 6 },
      { header: 's(∞) truncated', value: 'truncated_last', digits: 6 },
      { header: 's(∞)', value: 'asymptote', digits: 6 },
    ],
  },
  figures: {
    'ising-2d-flow': () => import('./ising-2d-flow.figure.js'),
    'ising-2d-asymptote': () => import('./ising-2d-asymptote.figure.js'),
    'ising-2d-information': () => import('./ising-2d-information.figure.js'),
    'ising-2d-torus': () => import('./ising-2d-torus.figure.js'),
  },
  tables: ising2dTables,
};
