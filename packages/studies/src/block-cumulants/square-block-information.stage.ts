import { blockRuleInformation, ruleInformation, squareBlockDistribution } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { ruleInformationColumns } from './block-rule-information.columns.js';
import { isMajorityUp, probabilities, truthTable, ups } from './truth-table.js';

/**
 * What a block of 2 × 2 spins of the square lattice, an infinite cylinder of 4 sites around, tells of all rows beyond a
 * buffer above and below it, by rule. Exact for the cylinder.
 */
export const squareBlockInformationStage = defineStage({
  name: 'square-block-information',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number().nonnegative(), squareBuffer: z.int().min(0).max(100) }),
  inputs: {},
  outputs: { block_rule_information: table(ruleInformationColumns) },
  run({ params: { coupling, squareBuffer: buffer } }) {
    const joint = squareBlockDistribution(coupling, { width: WIDTH, buffer });
    const told = blockRuleInformation(joint, BLOCK, ENVIRONMENT);
    const tiesUp = (state: number) => ups(state) >= 2;
    return {
      block_rule_information: [
        { rule: 'one spin', information: told.decimation, truth_table: truthTable((v) => (v & 1) === 1) },
        { rule: 'majority', information: told.majority, truth_table: truthTable(isMajorityUp) },
        {
          rule: 'majority, ties up',
          information: ruleInformation(joint, BLOCK, ENVIRONMENT, probabilities(tiesUp)),
          truth_table: truthTable(tiesUp),
        },
        { rule: 'optimum', information: told.optimum, truth_table: told.optimalRule },
        { rule: 'whole block', information: told.block, truth_table: -1 },
      ].map((row) => ({ lattice: 'square', block: BLOCK.length, buffer, ...row })),
    };
  },
});

const WIDTH = 4;
const BLOCK = [0, 1, 2, 3];
/** The rows at the two ends of the buffer, which stand for all beyond. */
const ENVIRONMENT = Array.from({ length: 2 * WIDTH }, (_, i) => BLOCK.length + i);
