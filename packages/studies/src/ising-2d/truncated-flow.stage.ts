import { truncatedRelativeEntropy } from '@rgflow/ising';
import { square } from '@rgflow/numerics';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { flowRow } from '../lattice/flow-row.js';
import { asymptoteColumns } from '../lattice/ising-asymptote.columns.js';
import { flowColumns } from '../lattice/ising-flow.columns.js';

/** The square lattice under checkerboard decimation as published: truncated to one coupling, breakdown above K_c and all. */
export const truncatedFlowStage = defineStage({
  name: 'truncated-flow',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number(), alpha: z.number(), steps: z.int().nonnegative() }),
  inputs: {},
  outputs: { ising_flow: table(flowColumns), ising_asymptote: table(asymptoteColumns) },
  run({ params: { coupling, alpha, steps } }) {
    const flow = truncatedRelativeEntropy(coupling, steps, { alpha });
    const truncated = { dimension: 2, scheme: 'truncated', coupling };
    return {
      ising_flow: flow.steps.map((step) => flowRow(truncated, step)),
      ising_asymptote: [
        { ...truncated, relative_entropy: flow.asymptote },
        // Eq. (2.51) of arXiv:2107.06898, on which its figure 5 draws the flow's last step.
        { ...truncated, scheme: 'weak-coupling', relative_entropy: square(coupling) / Math.LN2 },
      ],
    };
  },
});
