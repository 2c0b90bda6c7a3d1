import { blockRuleInformation, boltzmannDistribution, ruleInformation } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { ruleInformationColumns } from './block-rule-information.columns.js';
import { isMajorityUp, probabilities, truthTable } from './truth-table.js';

/**
 * What a block of four spins of the infinite chain tells of the spins beyond a buffer on either side, by rule and width of
 * the buffer.
 *
 * Exact: without a field a piece of an infinite chain is an open chain, and of the spins beyond the buffer the nearest one
 * on each side is all that the block can tell of, because the chain is a Markov chain.
 */
export const blockInformationStage = defineStage({
  name: 'block-information',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number(), largestBuffer: z.int().min(0).max(7) }),
  inputs: {},
  outputs: { block_rule_information: table(ruleInformationColumns) },
  run({ params: { coupling, largestBuffer } }) {
    return {
      block_rule_information: Array.from({ length: largestBuffer + 1 }, (_, buffer) =>
        informationBeyond(coupling, buffer).map((row) => ({ lattice: 'chain', block: BLOCK, buffer, ...row })),
      ).flat(),
    };
  },
});

const BLOCK = 4;

function informationBeyond(coupling: number, buffer: number) {
  const spins = 1 + buffer + BLOCK + buffer + 1;
  const chain = boltzmannDistribution(spins, (spin) => {
    let aligned = 0;
    for (let i = 1; i < spins; i++) aligned += spin(i - 1) * spin(i);
    return coupling * aligned;
  });
  const block = Array.from({ length: BLOCK }, (_, i) => 1 + buffer + i);
  const environment = [0, spins - 1];
  const told = blockRuleInformation(chain, block, environment);
  const isInnerUp = (v: number) => (v & 2) === 2;
  return [
    { rule: 'end spin', information: told.decimation, truth_table: truthTable((v) => (v & 1) === 1) },
    {
      rule: 'inner spin',
      information: ruleInformation(chain, block, environment, probabilities(isInnerUp)),
      truth_table: truthTable(isInnerUp),
    },
    { rule: 'majority', information: told.majority, truth_table: truthTable(isMajorityUp) },
    { rule: 'optimum', information: told.optimum, truth_table: told.optimalRule },
    { rule: 'whole block', information: told.block, truth_table: -1 },
  ];
}
