import type { Columns } from '@rgflow/pipeline/stage';

/** Induced couplings entry by entry, unit <= other, of layers of at most LARGEST_LISTED units. */
export const inducedColumns = {
  machine: 'utf8',
  layer: 'int32',
  unit: 'int32',
  other: 'int32',
  induced: 'float64',
} as const satisfies Columns;
