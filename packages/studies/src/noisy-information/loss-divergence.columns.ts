import { whoseColumns } from './whose-columns.js';

/** The table `loss_divergence`: exponent and critical point of these scales. */
export const lossDivergenceColumns = {
  ...whoseColumns,
  corrections: 'int32',
  exponent: 'float64?',
  sigma_w2_critical: 'float64?',
  /** Where theory has it. */
  sigma_w2_theory: 'float64',
  reason: 'utf8?',
} as const;
