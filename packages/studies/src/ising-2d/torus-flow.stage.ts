import { enumerateTorus } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { flowRow } from '../lattice/flow-row.js';
import { flowColumns } from '../lattice/ising-flow.columns.js';
import { isingInformationColumns } from '../lattice/ising-information.columns.js';

/** A small torus decimated until one spin is left, by enumeration of all its states. */
export const torusFlowStage = defineStage({
  name: 'torus-flow',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number(), size: z.int().positive() }),
  inputs: {},
  outputs: { ising_flow: table(flowColumns), ising_information: table(isingInformationColumns) },
  run({ params: { coupling, size } }) {
    const { steps } = enumerateTorus(coupling, size);
    const torus = { dimension: 2, scheme: 'enumeration', coupling };
    return {
      ising_flow: steps.map((step) => flowRow(torus, step, 'states are enumerated, not written in couplings')),
      ising_information: steps.map(({ step, multiInformation }) => ({
        ...torus,
        step,
        multi_information: multiInformation,
      })),
    };
  },
});
