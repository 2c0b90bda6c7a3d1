/** The table `mutual_information`: one row per layer, target, estimator and noise variance. Nats. */
export const mutualInformationColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  /** 'input' I(X;T), 'label' I(T;Y), 'input given label' I(X;T|Y). */
  target: 'utf8',
  /**
   * 'noisy-channel': the noise drawn, between its bounds; 'same-kernel-8s2', 'same-kernel-2s2': the difference of two bounds
   * of one kind, of the label alone, no bound; 'binning': what leaves the layer in bins, without noise.
   */
  estimator: 'utf8',
  /** What `noise` is in: 'absolute', s² itself, or 'layer', in units of the variance of the layer; null without noise. */
  noise_scale: 'utf8?',
  noise: 'float64?',
  /** s² of a unit. */
  noise_variance: 'float64?',
  mi: 'float64?',
  mi_lower: 'float64?',
  mi_upper: 'float64?',
  /** Of the noise drawn; 0 where nothing is drawn. */
  mi_se: 'float64?',
  /** Images, M: X is uniform over them, and none of the three is above ln M. */
  samples: 'int32',
  /** Why a number is missing. */
  reason: 'utf8?',
} as const;
