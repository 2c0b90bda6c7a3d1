import type { Columns } from '@rgflow/pipeline/stage';

/** What a block's spin, made by a rule, tells of the spins beyond a buffer. */
export const ruleInformationColumns = {
  lattice: 'utf8',
  block: 'int32',
  buffer: 'int32',
  rule: 'utf8',
  information: 'float64',
  truth_table: 'int32',
} as const satisfies Columns;
