/** The table `layer_statistics`: what enters the activation of a layer, over images and units. */
export const layerColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  mean: 'float64?',
  variance: 'float64?',
  reason: 'utf8?',
} as const;
