/** The table `predicted_plateau`: the same of mean-field theory, without a fit. */
export const predictedPlateauColumns = {
  plateau_layer: 'float64?',
  late_rate_layer: 'float64',
  asymptote: 'float64?',
  reason: 'utf8?',
} as const;
