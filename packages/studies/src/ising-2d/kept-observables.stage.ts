import { keptObservables } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** The table `kept_observable`: means of the spins that a step keeps, before and after it. */
export const keptColumns = {
  observable: 'utf8',
  before: 'float64',
  after: 'float64',
  truncated: 'float64',
} as const;

/** What one checkerboard step of a 4 × 4 torus leaves as it was, by enumeration before and after it. */
export const keptObservablesStage = defineStage({
  name: 'kept-observables',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number().nonnegative(), alpha: z.number() }),
  inputs: {},
  outputs: { kept_observable: table(keptColumns) },
  run: ({ params: { coupling, alpha } }) => ({
    kept_observable: keptObservables(coupling, alpha).map((row) => ({ ...row })),
  }),
});
