import { whoseColumns } from './whose-columns.js';

/** The table `loss_scale`: the scale of the layers by the collapse alone. */
export const lossScaleColumns = {
  ...whoseColumns,
  sigma_w2: 'float64',
  /** ln of the scale over that of the first σ_w²; and the same of ξ_c. */
  log_scale: 'float64?',
  log_xi_c: 'float64',
} as const;
