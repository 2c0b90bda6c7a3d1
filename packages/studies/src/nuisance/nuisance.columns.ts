/**
 * The table `nuisance_probe`: what a linear reader can tell from a layer, one row for the label and each nuisance.
 *
 * `network` is 'none' (the images themselves), 'random' (untrained), 'plain' or 'nuisances' (trained on images without or with nuisances).
 * `layer` counts as in `kl_layer`, from 0, here after the tanh; -1 is the image. `score` is the accuracy for the label, R² for a nuisance.
 * `information` is a lower bound in nats on the mutual information of the layer and the label or the coordinate of the nuisance.
 */
export const probeColumns = {
  network: 'utf8',
  layer: 'int32',
  units: 'int32',
  target: 'utf8',
  score: 'float64?',
  score_se: 'float64?',
  information: 'float64?',
  information_se: 'float64?',
  samples: 'int32',
  penalty: 'float64?',
  reason: 'utf8?',
} as const;

/** The table `nuisance_claim`: what one seed says to each claim. */
export const claimColumns = {
  comparison: 'utf8',
  network: 'utf8',
  target: 'utf8',
  expected: 'utf8',
  difference: 'float64?',
  reason: 'utf8?',
} as const;
