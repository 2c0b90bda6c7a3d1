/** The table `mutual_information`: one row per layer, target, estimator and noise variance. Nats. */
export const mutualInformationColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  /** 'input' I(X;T), 'label' I(T;Y), 'input given label' I(X;T|Y). */
  target: 'utf8',
  /**
   * 'noisy-channel': the noise drawn, between its bounds; 'same-kernel-8s2', 'same-kernel-2s2': the difference of two bounds of
   * one kind, of the label alone, no bound; 'binning': tanh in bins, without noise.
   */
  estimator: 'utf8',
  noise: 'float64?',
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

/** The table `predicted_information`: the bounds that mean-field theory predicts. */
export const predictedInformationColumns = {
  layer: 'int32',
  /** 'input', 'label', 'input given label'. */
  target: 'utf8',
  noise: 'float64',
  mi_lower: 'float64',
  mi_upper: 'float64',
  samples: 'int32',
} as const;

/** The table `predicted_collapse`: where a bound on I(X;T) is predicted to fall below (1/2) ln M. */
export const predictedCollapseColumns = {
  noise: 'float64',
  /** 'lower' or 'upper'. */
  bound: 'utf8',
  /** From the distances of all pairs of images by mean-field theory. */
  layer_predicted: 'float64?',
  predicted_reason: 'utf8?',
  /** ξ_c ln[2 N q* (1 - ρ_0) / (c s² ln M)], c = 4 for the lower and 1 for the upper bound. */
  layer_formula: 'float64?',
  formula_reason: 'utf8?',
  /** ρ_0, the mean over the pairs of their correlation in layer 0. */
  correlation: 'float64',
  xi_c: 'float64',
  phase: 'utf8',
} as const;

/** The table `information_collapse`: one row per noise variance and bound. */
export const collapseColumns = {
  ...predictedCollapseColumns,
  /** 'lower', 'upper', or 'drawn': the information itself, of which there is no prediction but those two. */
  bound: 'utf8',
  /** Where it is measured to fall below (1/2) ln M. */
  layer: 'float64?',
  layer_reason: 'utf8?',
} as const;
