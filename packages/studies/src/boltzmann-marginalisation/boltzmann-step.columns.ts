import type { Columns } from '@rgflow/pipeline/stage';

/**
 * Sequential marginalisation, one row per layer integrated out; `layer` is then the deepest. Of the coupling between it and the layer
 * that went, `bare_norm` is the spectral norm and `spectral_norm` that in units of the fluctuations of the layer that went, K the
 * induced coupling with its norm its square; `norm_bound` is what the bare norms alone allow `spectral_norm` to be, reached when the
 * couplings are aligned. `mean_coupling` is tr K/n, `wide_mean_coupling` its prediction for wide layers. `constant` is the part of the
 * Hamiltonian without units, `log_partition` ln Z of what is left and `log_partition_deviation` how far it is above that of the whole
 * machine, from which it differs by rounding; both by elimination unit by unit.
 */
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
