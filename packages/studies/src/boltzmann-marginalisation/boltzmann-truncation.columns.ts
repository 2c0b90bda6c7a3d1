import type { Columns } from '@rgflow/pipeline/stage';

/** The visible distribution with the first cumulants of its hidden units against that with all. */
export const truncationColumns = {
  unit: 'utf8',
  cumulants: 'int32',
  relative_entropy: 'float64?',
  largest_difference: 'float64?',
  /** Why both are null. */
  reason: 'utf8?',
} as const satisfies Columns;
