import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { decimationTables } from '../lattice/decimation.tables.js';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { chainFlowStage } from './chain-flow.stage.js';

export const ising1d: PublishedStudy = {
  study: defineStudy({
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
  }),
  summary: {
    query: (study) =>
      evenChoice(
        `
      select coupling, field, arg_max(flow.relative_entropy, step) as last, max(step) as steps,
             any_value(exact.relative_entropy) as asymptote, any_value(published.relative_entropy) as published
      from ising_flow as flow
      join (from ising_asymptote where scheme = 'exact') as exact using (study, coupling, field)
      left join (from ising_asymptote where scheme = 'published-fit') as published using (study, coupling, field)
      where flow.study = ${study} and flow.dimension = 1
      group by all`,
        'coupling',
      ),
    columns: [
      { header: 'K', value: 'coupling' },
      { header: 'h', value: 'field' },
      { header: 'n', value: 'steps', digits: 0 },
      { header: 's(n)', value: 'last', digits: 9 },
      { header: 's(∞)', value: 'asymptote', digits: 9 },
      { header: 'fit (2.35)', value: 'published', digits: 9 },
    ],
  },
  figures: {
    'ising-1d-flow': () => import('./ising-1d-flow.figure.js'),
    'ising-1d-asymptote': () => import('./ising-1d-asymptote.figure.js'),
    'ising-1d-information': () => import('./ising-1d-information.figure.js'),
  },
  tables: decimationTables,
};
