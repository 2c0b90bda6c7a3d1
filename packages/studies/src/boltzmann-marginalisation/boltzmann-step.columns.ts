import type { Columns } from '@rgflow/pipeline/stage';

/** Sequential marginalisation, one row per layer integrated out, each checked by elimination unit by unit. */
export const stepColumns = {
  machine: 'utf8',
  step: 'int32',
  layer: 'int32',
  layer_units: 'int32',
  bare_norm: 'float64',
  spectral_norm: 'float64',
  norm_bound: 'float64?',
  norm_bound_reason: 'utf8?',
  mean_coupling: 'float64',
  wide_mean_coupling: 'float64?',
  wide_mean_coupling_reason: 'utf8?',
  largest_coupling: 'float64',
  rms_field: 'float64',
  constant: 'float64',
  log_partition: 'float64',
  log_partition_deviation: 'float64',
} as const satisfies Columns;
