import type { Columns } from '@rgflow/pipeline/stage';

/** ln E e^(th) of a hidden unit h in a field by its first cumulants. */
export const cumulantColumns = {
  unit: 'utf8',
  cumulants: 'int32',
  kappa: 'float64',
  partial_sum: 'float64',
  exact: 'float64',
} as const satisfies Columns;
