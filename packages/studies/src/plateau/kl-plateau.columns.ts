/** The table `kl_plateau`: where fitted curves have the fraction asked for of their asymptotes. */
export const plateauColumns = {
  snapshot: 'utf8',
  plateau_layer: 'float64?',
  plateau_layer_se: 'float64?',
  se_of: 'utf8',
  reason: 'utf8?',
} as const;
