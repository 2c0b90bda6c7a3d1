/** The table `kl_layer`: one row per layer and estimator. */
export const klColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  estimator: 'utf8',
  kl: 'float64',
  kl_se: 'float64',
  kl_per_unit: 'float64',
  samples: 'int32',
} as const;

/** The table `layer_determinant`. */
export const determinantColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  log_abs_determinant: 'float64',
} as const;
