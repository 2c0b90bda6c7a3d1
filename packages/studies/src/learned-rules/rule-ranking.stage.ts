import { isingConfigurations } from '@rgflow/ising';
import { blockPairs, decimationRule, majorityRule, ruleTable, type ThresholdRule } from '@rgflow/ising/rules';
import { surroundedRules } from '@rgflow/ising/surrounded-rules';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { ruleRankingColumns } from './rule-ranking.columns.js';

/**
 * Where decimation and majority stand among all 65,536 rules of a block of 2 × 2 on the square lattice, beyond a buffer of
 * one spin; of the states that `square-rules` asks its rules of.
 */
export const ruleRankingStage = defineStage({
  name: 'rule-ranking',
  module: import.meta.url,
  // With the same name and seed the states are the same.
  draws: 'square-rules',
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    size: z.int().min(6),
    samples: z.int().min(2),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { rule_ranking: table(ruleRankingColumns) },
  run({ params: { coupling, size, samples }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const states = isingConfigurations({ dimension: 2, size, coupling, samples }, random.split('states'));
    const all = surroundedRules(blockPairs(states, { size, side: 2, buffer: 1 }), coupling);
    const named = (rule: string, of: ThresholdRule): Row<typeof ruleRankingColumns> => {
      const number = ruleTable(of).reduce((bits, up, v) => bits | (up << v), 0);
      const information = all.of(number);
      const place = 1 + all.rules.filter((other) => other.information > information).length;
      return { rule, information, place, truth_table: number };
    };
    const [best, second] = all.rules as readonly [(typeof all.rules)[number], (typeof all.rules)[number]];
    return {
      rule_ranking: [
        named('decimation', decimationRule(2)),
        named('majority', majorityRule(2)),
        named('majority, ties up', majorityRule(2, 'up')),
        { rule: 'optimum', information: best.information, place: 1, truth_table: best.rule },
        { rule: 'second', information: second.information, place: 2, truth_table: second.rule },
        { rule: 'whole block', information: all.block, place: null, truth_table: null },
      ],
    };
  },
});
