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

/** The table `kl_fit`: one row per fitted curve. */
export const fitColumns = {
  snapshot: 'utf8',
  a: 'float64?',
  a_se: 'float64?',
  b: 'float64?',
  b_se: 'float64?',
  rms: 'float64?',
  points: 'int32',
  converged: 'bool',
  reason: 'utf8?',
} as const;
