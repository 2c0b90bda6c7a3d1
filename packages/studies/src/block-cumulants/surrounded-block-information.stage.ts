import { blockInformation, surroundedBlockDistribution } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { ruleInformationColumns } from './block-rule-information.columns.js';
import { isMajorityUp, probabilities, truthTable, ups } from './truth-table.js';

/**
 * What a block of 2 × 2 spins of the square lattice tells of its whole surroundings, above, below and beside it, beyond a
 * buffer of one spin, by rule. Exact for an infinite cylinder of 6 sites; the best of all rules is not looked for.
 */
export const surroundedBlockInformationStage = defineStage({
  name: 'surrounded-block-information',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number().nonnegative() }),
  inputs: {},
  outputs: { block_rule_information: table(ruleInformationColumns) },
  run({ params: { coupling } }) {
    const rules = RULES.map(({ isUp }) => probabilities(isUp));
    const told = blockInformation(surroundedBlockDistribution(coupling), BLOCK, ENVIRONMENT, rules);
    return {
      block_rule_information: [
        ...RULES.map(({ rule, isUp }, i) => ({ rule, information: told.rules[i]!, truth_table: truthTable(isUp) })),
        { rule: 'whole block', information: told.block, truth_table: -1 },
      ].map((row) => ({ lattice: 'square, surrounded', block: BLOCK.length, buffer: 1, ...row })),
    };
  },
});

const RULES = [
  { rule: 'one spin', isUp: (v: number) => (v & 1) === 1 },
  { rule: 'majority', isUp: isMajorityUp },
  { rule: 'majority, ties up', isUp: (v: number) => ups(v) >= 2 },
];

const BLOCK = [0, 1, 2, 3];
/** The spins next to the buffer, which stand for all beyond. */
const ENVIRONMENT = Array.from({ length: 16 }, (_, i) => BLOCK.length + i);
