/** What is looked at: a row for each of these. */
export const lookColumns = {
  /** N. */
  units: 'int32',
  sigma_w2: 'float64',
  noise_scale: 'utf8',
  noise: 'float64',
  /** 'lower' or 'upper'. */
  bound: 'utf8',
} as const;

/** What is predicted of it. */
export const predictionColumns = {
  infinite_width: 'float64?',
  finite_width: 'float64?',
  /** Standard deviation over networks. */
  scatter: 'float64?',
  xi_c: 'float64',
  /** x = ln[2 N q* (1 - ρ_0) / (κ ln(√M + 1))], the layer in units of ξ_c for inputs near each other; κ = 8s² or 2s². */
  scaled: 'float64',
} as const;

/** The table `predicted_loss`. */
export const predictedLossColumns = { ...lookColumns, ...predictionColumns, xi_q: 'float64' } as const;
