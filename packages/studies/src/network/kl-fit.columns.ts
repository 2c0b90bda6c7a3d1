/** The table `kl_fit`: one row per fitted curve. */
export const fitColumns = {
  snapshot: 'utf8',
  a: 'float64?',
  a_se: 'float64?',
  b: 'float64?',
  b_se: 'float64?',
  se_of: 'utf8',
  a_sampling_se: 'float64?',
  b_sampling_se: 'float64?',
  a_fit_se: 'float64?',
  b_fit_se: 'float64?',
  rms: 'float64?',
  points: 'int32',
  freedom: 'int32',
  converged: 'bool',
  reason: 'utf8?',
} as const;
