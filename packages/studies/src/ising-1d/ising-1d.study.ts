import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { chainFlowStage } from './chain-flow.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'ising-1d',
  title: 'Figures 1 and 2 of arXiv:2107.06898: the Ising chain under decimation',
  params: z.strictObject({
    coupling: z.number().default(1).describe('K, nearest-neighbour coupling over temperature'),
    field: z.number().default(0).describe('h, magnetic field over temperature'),
    steps: z.int().min(1).max(1000).default(10).describe('decimations'),
  }),
  build(plan, params) {
    plan.add(chainFlowStage, { params, inputs: {} });
  },
});

export { decimationTables as tables } from '../lattice/decimation.tables.js';
