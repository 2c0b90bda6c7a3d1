import { z } from '../../packages/node_modules/zod/index.js';
import { defineStudy } from '../../packages/pipeline/dist/plan/study.js';
import { five, four, one, rows, three, two } from './five.stages.js';

const title = 'what the engine and the store take';
const summary = (table) => ({
  query: () => `select count(*)::INTEGER as rows from ${table}`,
  columns: [{ header: 'rows', value: 'rows' }],
});

const chain = defineStudy({
  name: 'scale',
  title,
  params: z.strictObject({ cell: z.int().default(0) }),
  build(plan, params) {
    let outputs = plan.add(one, { params, inputs: {} });
    for (const stage of [two, three, four, five]) {
      outputs = plan.add(stage, { params: {}, inputs: { before: Object.values(outputs)[0] } });
    }
  },
});

const large = defineStudy({
  name: 'scale-rows',
  title,
  params: z.strictObject({ count: z.int().default(1_000_000) }),
  build(plan, params) {
    plan.add(rows, { params, inputs: {} });
  },
});

/** Studies that no user has, as the house knows its own. */
export const scaleStudies = [
  { name: 'scale', study: async () => ({ study: chain }), summary: summary('scale_five'), figures: {} },
  { name: 'scale-rows', study: async () => ({ study: large }), summary: summary('scale_rows'), figures: {} },
];
