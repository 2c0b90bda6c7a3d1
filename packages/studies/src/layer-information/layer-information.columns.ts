/** The table `layer_information`: what the units of a layer tell of each other. */
export const layerInformationColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  samples: 'int32',
  /** s², 0 for the network as it is. */
  noise: 'float64',
  multi_information: 'float64?',
  multi_information_se: 'float64?',
  multi_information_lower: 'float64?',
  multi_information_lower_se: 'float64?',
  multi_information_upper: 'float64?',
  multi_information_upper_se: 'float64?',
  estimator: 'utf8?',
  marginal_means: 'float64?',
  marginal_variances: 'float64?',
  marginal_non_gaussianity: 'float64?',
  marginal_non_gaussianity_se: 'float64?',
  /** By mean-field theory: of infinite width, and with the first correction of finite width. */
  infinite_width: 'float64?',
  finite_width: 'float64?',
  /** Upper bound for infinite width, with noise. */
  infinite_width_upper: 'float64?',
  predicted_reason: 'utf8?',
  reference_mean: 'float64?',
  reference_variance: 'float64?',
  reason: 'utf8?',
} as const;
