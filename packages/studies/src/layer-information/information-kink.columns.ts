/** The table `information_kink`: where the rate of the multi-information has a kink, and how sharp it is. */
export const informationKinkColumns = {
  sigma_w2_critical: 'float64?',
  rate: 'float64?',
  slope_below: 'float64?',
  slope_above: 'float64?',
  reason: 'utf8?',
} as const;
