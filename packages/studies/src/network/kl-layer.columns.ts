/** The table `kl_layer`: one row per layer and estimator. */
export const klColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  estimator: 'utf8',
  kl: 'float64?',
  kl_se: 'float64?',
  kl_per_unit: 'float64?',
  kl_per_unit_se: 'float64?',
  samples: 'int32',
  reason: 'utf8?',
} as const;
