import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { blockInformationStage } from './block-information.stage.js';
import { chainCumulantsStage } from './chain-cumulants.stage.js';
import { ringCumulantsStage } from './ring-cumulants.stage.js';
import { squareBlockInformationStage } from './square-block-information.stage.js';
import { triangularCumulantsStage } from './triangular-cumulants.stage.js';
import { triangularFixedPointsStage } from './triangular-fixed-points.stage.js';

export const study: AnyStudy = defineStudy({
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
});
