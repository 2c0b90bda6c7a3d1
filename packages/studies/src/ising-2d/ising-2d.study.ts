import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { exactSquareFlowStage } from './exact-square-flow.stage.js';
import { squareFixedPointsStage } from './square-fixed-points.stage.js';
import { torusFlowStage } from './torus-flow.stage.js';
import { truncatedFlowStage } from './truncated-flow.stage.js';

export const study: AnyStudy = defineStudy({
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
});
