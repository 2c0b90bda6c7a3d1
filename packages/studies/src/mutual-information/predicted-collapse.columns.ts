import { noiseColumns } from './noise-scale.js';

/** The table `predicted_collapse`: where a bound on I(X;T) is predicted to fall below (1/2) ln M. */
export const predictedCollapseColumns = {
  ...noiseColumns,
  /** 'lower' or 'upper'. */
  bound: 'utf8',
  /** From the distances of all pairs of images by mean-field theory. */
  layer_predicted: 'float64?',
  predicted_reason: 'utf8?',
  /**
   * ξ_c ln[2 N q* (1 - ρ_0) / (c s² ln M)], s² with q* for the variance of a layer, c = 4 for the lower and 1 for the upper
   * bound.
   */
  layer_formula: 'float64?',
  formula_reason: 'utf8?',
  /** ρ_0, the mean over the pairs of their correlation in layer 0. */
  correlation: 'float64',
  xi_c: 'float64?',
  /** 'ordered', 'critical', 'chaotic' or 'unbounded'. */
  phase: 'utf8',
} as const;
