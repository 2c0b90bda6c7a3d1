import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { breadthRungColumns } from './breadth-rung.columns.js';

/** What a rung of the ladder of breadth is, and why there are no results of it where a set is missing. */
export const breadthRungStage = defineStage({
  name: 'breadth-rung',
  module: import.meta.url,
  params: z.strictObject({
    breadth: z.string(),
    ladder: z.enum(['digits-first', 'fashion-first']),
    classes: z.int().positive(),
    /** What is said of sets that are not here, with how to get them; '' if all are. */
    missing: z.string(),
  }),
  inputs: {},
  outputs: { breadth_rung: table(breadthRungColumns) },
  run({ params: { ladder, classes, missing } }) {
    return { breadth_rung: [{ ladder, classes, reason: missing === '' ? null : missing }] };
  },
});
