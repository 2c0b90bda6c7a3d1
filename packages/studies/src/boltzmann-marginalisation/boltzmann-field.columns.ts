import type { Columns } from '@rgflow/pipeline/stage';

/** Renormalised fields of the same layers. */
export const fieldColumns = {
  machine: 'utf8',
  layer: 'int32',
  unit: 'int32',
  bare: 'float64',
  renormalised: 'float64',
} as const satisfies Columns;
