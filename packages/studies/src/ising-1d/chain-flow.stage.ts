import { chainMultiInformation, chainRelativeEntropy, publishedAsymptote, weakCouplingLimit } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { flowRow } from '../lattice/flow-row.js';
import { asymptoteColumns } from '../lattice/ising-asymptote.columns.js';
import { flowColumns } from '../lattice/ising-flow.columns.js';
import { isingInformationColumns } from '../lattice/ising-information.columns.js';

/** The Ising chain under decimation, exactly, with the published fit of its asymptote beside the closed form. */
export const chainFlowStage = defineStage({
  name: 'chain-flow',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number(), field: z.number(), steps: z.int().nonnegative() }),
  inputs: {},
  outputs: {
    ising_flow: table(flowColumns),
    ising_asymptote: table(asymptoteColumns),
    ising_information: table(isingInformationColumns),
  },
  run({ params: { coupling, field, steps } }) {
    const flow = chainRelativeEntropy(coupling, steps, { field });
    const chain = { dimension: 1, scheme: 'exact', coupling };
    const asymptotes = [
      { ...chain, relative_entropy: flow.asymptote },
      // Both formulas are for a chain without a field.
      ...(field === 0
        ? [
            { ...chain, scheme: 'published-fit', relative_entropy: publishedAsymptote(coupling) },
            { ...chain, scheme: 'weak-coupling', relative_entropy: weakCouplingLimit(coupling) },
          ]
        : []),
    ];
    return {
      ising_flow: flow.steps.map((step) => flowRow(chain, step)),
      ising_asymptote: asymptotes,
      ising_information: chainMultiInformation(coupling, steps, { field }).map((multi_information, step) => {
        return { ...chain, step, multi_information };
      }),
    };
  },
});
