import type { Columns } from '@rgflow/pipeline/stage';

/** The flow of an Ising model under decimation, one row a step: a public table. */
export const flowColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  step: 'int32',
  coupling_n: 'float64?',
  coupling_n_reason: 'utf8?',
  relative_entropy: 'float64',
  relative_entropy_unnormalised: 'float64',
  /** How far `relative_entropy` may be from the truth of its scheme; 0 for rounding alone. */
  relative_entropy_bound: 'float64',
} as const satisfies Columns;
