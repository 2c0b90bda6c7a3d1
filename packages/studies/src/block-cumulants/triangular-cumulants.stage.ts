import { triangularFirstOrder, triangularSecondOrder } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { couplingColumns } from './block-coupling.columns.js';

/**
 * The triangular lattice in triangles by majority, one step from a coupling of nearest neighbours alone, to first and
 * second order.
 */
export const triangularCumulantsStage = defineStage({
  name: 'triangular-cumulants',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number() }),
  inputs: {},
  outputs: { block_coupling: table(couplingColumns) },
  run({ params: { coupling } }) {
    const second = triangularSecondOrder({ nearest: coupling, nextNearest: 0, third: 0 });
    return {
      block_coupling: [
        { cumulants: 1, interaction: 'nearest', renormalised: triangularFirstOrder(coupling) },
        { cumulants: 2, interaction: 'nearest', renormalised: second.nearest },
        { cumulants: 2, interaction: 'next-nearest', renormalised: second.nextNearest },
        { cumulants: 2, interaction: 'third', renormalised: second.third },
      ].map((row) => ({
        lattice: 'triangular',
        rule: 'majority',
        block: 3,
        ...row,
        exact: null,
        exact_reason: 'nobody knows them',
      })),
    };
  },
});
