/** The table `machine_likelihood`: the uppermost machine of a stack; `reason` says why a number is missing. */
export const machineLikelihoodColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  visible_units: 'int32',
  hidden_units: 'int32',
  method: 'utf8',
  log_partition: 'float64?',
  log_partition_se: 'float64?',
  effective_chains: 'float64?',
  log_likelihood: 'float64?',
  log_likelihood_se: 'float64?',
  log_likelihood_per_unit: 'float64?',
  states: 'int32',
  data_variance: 'float64?',
  fantasy_variance: 'float64?',
  status: 'utf8',
  reason: 'utf8?',
} as const;
