import { isingConfigurations } from '@rgflow/ising';
import {
  blockPairs,
  blockSpins,
  coarseCouplings,
  coarseStates,
  decimationRule,
  heldOutInformation,
  learnBlockRule,
  majorityRule,
} from '@rgflow/ising/rules';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { blockRuleColumns } from './block-rule.columns.js';
import { learningParameters } from './learning-parameters.js';

/**
 * What rules of blocks of several sides tell of the square lattice around them, a bound on samples held out, by one critic
 * each; and how far the couplings of the block spins reach. All rules are asked of the same states.
 */
export const squareRulesStage = defineStage({
  name: 'square-rules',
  module: import.meta.url,
  draws: 'square-rules',
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    size: z.int().positive(),
    sides: z.array(z.int().min(2)).min(1),
    buffer: z.int().nonnegative(),
    samples: z.int().min(2),
    ...learningParameters,
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { block_rule: table(blockRuleColumns) },
  run({ params, stream, progress }) {
    const { coupling, size, sides, buffer, samples, steps, batch, rate, hidden, starts } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const critic = { steps, batch, rate, hidden };
    const states = isingConfigurations({ dimension: 2, size, coupling, samples }, random.split('states'));
    const block_rule = sides.flatMap((side, done) => {
      const pairs = blockPairs(states, { size, side, buffer });
      const rules = {
        decimation: decimationRule(side),
        majority: majorityRule(side),
        ...(side % 2 === 0 ? { 'majority, ties up': majorityRule(side, 'up') } : {}),
        learned: learnBlockRule(pairs, { ...critic, starts }, random.split('learned', { side })),
      };
      const rows = Object.entries(rules).map(([rule, of]): Row<typeof blockRuleColumns> => {
        const labels = blockSpins(of, pairs.blocks);
        const { value, standardError } = heldOutInformation(labels, pairs, critic, random.split('held-out', { side }));
        const { couplings, field, range, beyond } = coarseCouplings(coarseStates(states, size, of), size / side);
        return {
          ...{ lattice: 'square', side, rule, information: value, information_se: standardError },
          ...{ weights: JSON.stringify(of.weights), threshold: of.threshold },
          ...{ range, beyond, nearest: couplings[0]!, field, reason: null },
        };
      });
      progress((done + 1) / sides.length);
      return rows;
    });
    return { block_rule };
  },
});
