import type { Columns } from '@rgflow/pipeline/stage';

/** H' of every configuration of the block spins by how many cumulants are kept, beside the enumeration of all states. */
export const energyColumns = {
  lattice: 'utf8',
  rule: 'utf8',
  block: 'int32',
  configuration: 'utf8',
  cumulants: 'int32',
  energy: 'float64',
  exact: 'float64',
} as const satisfies Columns;
