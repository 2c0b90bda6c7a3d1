import type { Columns } from '@rgflow/pipeline/stage';

/**
 * What a block's spin, made by a rule, tells of the spins beyond a buffer, in nats. `truth_table` is the rule: bit v is the block spin
 * (1 up) of the block state v, whose bit i is spin i; -1 for 'whole block', which is no rule but what all of the block tells. `lattice` is
 * 'chain' (infinite) or 'square' (an infinite cylinder, 4 sites around).
 */
export const ruleInformationColumns = {
  lattice: 'utf8',
  block: 'int32',
  buffer: 'int32',
  rule: 'utf8',
  information: 'float64',
  truth_table: 'int32',
} as const satisfies Columns;
