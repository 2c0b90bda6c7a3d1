/** The table `nuisance_probe`: what a reader can tell from a layer, one row for the label and each nuisance. */
export const probeColumns = {
  network: 'utf8',
  layer: 'int32',
  units: 'int32',
  /** 'linear', or 'network': one of a hidden layer. */
  reader: 'utf8',
  target: 'utf8',
  score: 'float64?',
  score_se: 'float64?',
  information: 'float64?',
  information_se: 'float64?',
  samples: 'int32',
  penalty: 'float64?',
  reason: 'utf8?',
} as const;
