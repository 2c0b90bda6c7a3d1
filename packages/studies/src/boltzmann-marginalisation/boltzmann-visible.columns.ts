import type { Columns } from '@rgflow/pipeline/stage';

/**
 * Every state of the visible units, '010': its probability by sequential marginalisation, by elimination unit by unit of the joint
 * Hamiltonian, and as it would be without hidden layers.
 */
export const visibleColumns = {
  machine: 'utf8',
  state: 'utf8',
  probability: 'float64',
  probability_joint: 'float64',
  probability_bare: 'float64',
} as const satisfies Columns;
