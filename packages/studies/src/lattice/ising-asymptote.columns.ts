import type { Columns } from '@rgflow/pipeline/stage';

/** s⁽∞⁾ by each scheme and formula under its own name. */
export const asymptoteColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  relative_entropy: 'float64',
} as const satisfies Columns;
