/** The table `rbm_receptive_field`: one row for each machine. */
export const rbmReceptiveFieldColumns = {
  hidden_units: 'int32',
  participation: 'float64?',
  local_share: 'float64?',
  local_share_permuted: 'float64?',
  up_less_down: 'float64?',
  exact_participation: 'int32?',
  reason: 'utf8?',
} as const;
