/** The table `layer_determinant`. */
export const determinantColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  log_abs_determinant: 'float64?',
  reason: 'utf8?',
} as const;
