import { coarseHamiltonian, decimateChain } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { couplingColumns } from './block-coupling.columns.js';

/**
 * The infinite chain in blocks of two by decimation: its couplings by order of the expansion in the bond between blocks.
 *
 * Between the kept spins s', s'' of two neighbouring blocks there is one spin s, with H₀ = -K s's and V = -K s s''. Without
 * a field s' may be taken as up.
 */
export const chainCumulantsStage = defineStage({
  name: 'chain-cumulants',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number(), cumulants: z.int().min(1).max(20) }),
  inputs: {},
  outputs: { block_coupling: table(couplingColumns) },
  run({ params: { coupling, cumulants } }) {
    const removed = [1, -1, 1, -1];
    const next = [1, 1, -1, -1];
    const { byOrder } = coarseHamiltonian(
      removed.map((s) => -coupling * s),
      removed.map((s, state) => -coupling * s * next[state]!),
      next.map((s) => (s === 1 ? 0 : 1)),
      cumulants,
    );
    const exact = decimateChain({ constant: 0, coupling, field: 0 });
    return {
      block_coupling: byOrder.flatMap(([alike, unlike], k) =>
        [
          { interaction: 'constant', renormalised: -(alike! + unlike!) / 2, exact: exact.constant },
          { interaction: 'nearest', renormalised: (unlike! - alike!) / 2, exact: exact.coupling },
        ].map((row) => ({
          lattice: 'chain',
          rule: 'decimation',
          block: 2,
          cumulants: k + 1,
          ...row,
          exact_reason: null,
        })),
      ),
    };
  },
});
