/** The table `information_rate`: what a deep layer adds, by mean-field theory. */
export const informationRateColumns = {
  sigma_w2: 'float64',
  multi_information_rate: 'float64?',
  push_forward_rate: 'float64?',
  chi1: 'float64?',
  reason: 'utf8?',
} as const;
