/** The table `nuisance_claim`: what one seed says to each claim. */
export const claimColumns = {
  comparison: 'utf8',
  network: 'utf8',
  reader: 'utf8',
  target: 'utf8',
  expected: 'utf8',
  difference: 'float64?',
  reason: 'utf8?',
} as const;
