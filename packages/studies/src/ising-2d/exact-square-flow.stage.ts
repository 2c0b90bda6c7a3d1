import { exactSquareRelativeEntropy, squareMultiInformation } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { flowRow } from '../lattice/flow-row.js';
import { asymptoteColumns } from '../lattice/ising-asymptote.columns.js';
import { flowColumns } from '../lattice/ising-flow.columns.js';
import { isingInformationColumns } from '../lattice/ising-information.columns.js';

/** The infinite square lattice under checkerboard decimation, nothing truncated: steps 0, 1 and 2, and the asymptote. */
export const exactSquareFlowStage = defineStage({
  name: 'exact-square-flow',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number() }),
  inputs: {},
  outputs: {
    ising_flow: table(flowColumns),
    ising_asymptote: table(asymptoteColumns),
    ising_information: table(isingInformationColumns),
  },
  run({ params: { coupling } }) {
    const flow = exactSquareRelativeEntropy(coupling);
    const exact = { dimension: 2, scheme: 'exact', coupling };
    return {
      ising_flow: flow.steps.map((step) => flowRow(exact, step, 'all couplings arise')),
      ising_asymptote: [{ ...exact, relative_entropy: flow.asymptote }],
      ising_information: STATES.flatMap((state) =>
        STEPS.map((step) => ({
          ...exact,
          scheme: state === 'symmetric' ? 'exact' : 'exact, broken symmetry',
          step,
          multi_information: squareMultiInformation(coupling, step, { state }).value,
        })),
      ),
    };
  },
});

const STEPS = [0, 1, 2] as const;
/** Above K_c: both signs of the magnetisation as likely, or one of them chosen. */
const STATES = ['symmetric', 'broken'] as const;
