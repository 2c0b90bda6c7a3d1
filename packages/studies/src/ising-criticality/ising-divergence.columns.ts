import type { Columns } from '@rgflow/pipeline/stage';

/** The logarithm that diverges in ds/dK at K_c, and what is beside it, by curve. */
export const divergenceColumns = {
  scheme: 'utf8',
  quantity: 'utf8',
  amplitude: 'float64',
  amplitude_se: 'float64',
  /** 8 K_c / (π ln 2) for the asymptote. */
  amplitude_exact: 'float64?',
  amplitude_exact_reason: 'utf8?',
  background: 'float64',
  background_se: 'float64',
  points: 'int32',
} as const satisfies Columns;
