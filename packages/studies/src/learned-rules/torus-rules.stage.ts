import { blockRuleInformation, isingConfigurations, ruleInformation } from '@rgflow/ising';
import {
  blockPairs,
  blockSites,
  decimationRule,
  learnBlockRule,
  majorityRule,
  ruleTable,
  type ThresholdRule,
} from '@rgflow/ising/rules';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { blockRuleColumns } from './block-rule.columns.js';
import { learningParameters } from './learning-parameters.js';
import { TORUS_SIZE, torusDistribution } from './small-torus.js';

/**
 * What rules of a block of 2 × 2 tell of all other spins of the torus of 4 × 4, exactly: known ones, the best of all 65,536,
 * and one that was learned from samples and knows nothing of the distribution.
 */
export const torusRulesStage = defineStage({
  name: 'torus-rules',
  module: import.meta.url,
  draws: 'torus-rules',
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    samples: z.int().min(100),
    ...learningParameters,
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: { block_rule: table(blockRuleColumns) },
  run({ params: { coupling, samples, seed: _, ...learning }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const { block, ring } = blockSites({ size: TORUS_SIZE, side: 2, buffer: 0 });
    const distribution = torusDistribution(coupling);
    const states = isingConfigurations({ dimension: 2, size: TORUS_SIZE, coupling, samples }, random.split('states'));
    const learned = learnBlockRule(
      blockPairs(states, { size: TORUS_SIZE, side: 2, buffer: 0 }),
      learning,
      random.split('learned'),
    );
    const { optimum } = blockRuleInformation(distribution, block, ring);
    const exactly = (rule: string, of: ThresholdRule): Row<typeof blockRuleColumns> => ({
      ...{ ...HEAD, rule, information: ruleInformation(distribution, block, ring, ruleTable(of)) },
      ...{ weights: JSON.stringify(of.weights), threshold: of.threshold },
    });
    return {
      block_rule: [
        exactly('decimation', decimationRule(2)),
        exactly('majority', majorityRule(2)),
        exactly('majority, ties up', majorityRule(2, 'up')),
        exactly('learned', learned),
        { ...HEAD, rule: 'optimum', information: optimum, weights: null, threshold: null },
      ],
    };
  },
});

const HEAD = {
  ...{
    lattice: 'torus of 4 × 4',
    side: 2,
    information_se: null,
    range: null,
    beyond: null,
    nearest: null,
    field: null,
  },
  reason: 'exact: without an error; four blocks have no couplings by distance',
} as const;
