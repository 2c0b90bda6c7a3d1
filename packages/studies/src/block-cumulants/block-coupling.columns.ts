import type { Columns } from '@rgflow/pipeline/stage';

/**
 * Couplings of block spins by how many cumulants of the expansion are kept, its order: -H' is the sum of `renormalised`
 * times its product of block spins.
 */
export const couplingColumns = {
  lattice: 'utf8',
  rule: 'utf8',
  block: 'int32',
  interaction: 'utf8',
  cumulants: 'int32',
  renormalised: 'float64',
  exact: 'float64?',
  exact_reason: 'utf8?',
} as const satisfies Columns;
