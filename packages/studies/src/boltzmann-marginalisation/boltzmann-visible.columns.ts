import type { Columns } from '@rgflow/pipeline/stage';

/** Every state of the visible units: its probability by layers, unit by unit, and as it would be without hidden layers. */
export const visibleColumns = {
  machine: 'utf8',
  state: 'utf8',
  probability: 'float64',
  probability_joint: 'float64',
  probability_bare: 'float64',
} as const satisfies Columns;
