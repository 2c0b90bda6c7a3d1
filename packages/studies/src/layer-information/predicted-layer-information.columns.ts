/** The table `predicted_layer_information`: what mean-field theory has of a layer of a random network. */
export const predictedLayerColumns = {
  layer: 'int32',
  noise: 'float64',
  unit_mean_square: 'float64',
  unit_variance: 'float64',
  rho: 'float64',
  infinite_width: 'float64',
  push_forward: 'float64',
  width_correction: 'float64?',
  reason: 'utf8?',
} as const;
