import { type BlockRule, blockExpansion, blockedRing } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { couplingColumns } from './block-coupling.columns.js';
import { energyColumns } from './block-energy.columns.js';

/**
 * A ring in blocks, by enumeration of its states: H' of every configuration of the block spins, and the couplings it
 * consists of.
 */
export const ringCumulantsStage = defineStage({
  name: 'ring-cumulants',
  module: import.meta.url,
  params: z.strictObject({
    coupling: z.number(),
    rule: z.enum(['decimation', 'majority']),
    blockSize: z.int().positive(),
    blocks: z.int().min(4).max(6),
    cumulants: z.int().min(1).max(20),
  }),
  inputs: {},
  outputs: { block_energy: table(energyColumns), block_coupling: table(couplingColumns) },
  run({ params: { coupling, rule, blockSize, blocks, cumulants } }) {
    const energies = blockExpansion(blockedRing(coupling, blockSize, blocks, rule satisfies BlockRule), cumulants);
    const ring = { lattice: `ring of ${blockSize * blocks}`, rule, block: blockSize };
    const interactions = [
      { interaction: 'constant', sites: [], count: blocks },
      { interaction: 'nearest', sites: [0, 1], count: 1 },
      { interaction: 'next-nearest', sites: [0, 2], count: 1 },
      { interaction: 'four-spin', sites: [0, 1, 2, 3], count: 1 },
    ];
    return {
      block_energy: energies.flatMap(({ exact, orders }, state) =>
        orders.map((energy, k) => ({ ...ring, configuration: signs(state, blocks), cumulants: k, energy, exact })),
      ),
      block_coupling: interactions.flatMap(({ interaction, sites, count }) => {
        const project = (energy: readonly number[]) => coefficient(energy, sites) / count;
        const exact = project(energies.map((each) => each.exact));
        return Array.from({ length: cumulants + 1 }, (_, k) => {
          return {
            ...ring,
            interaction,
            cumulants: k,
            renormalised: project(energies.map((each) => each.orders[k]!)),
            exact,
            exact_reason: null,
          };
        });
      }),
    };
  },
});

/** Of the product of some block spins in -H': its mean over all configurations with that product. */
function coefficient(energy: readonly number[], sites: readonly number[]): number {
  const sum = energy.reduce((total, e, state) => {
    const product = sites.reduce((sign, site) => ((state >> site) & 1 ? sign : -sign), 1);
    return total - e * product;
  }, 0);
  return sum / energy.length;
}

/** Block 0 first. */
function signs(state: number, blocks: number): string {
  return Array.from({ length: blocks }, (_, i) => ((state >> i) & 1 ? '+' : '-')).join('');
}
