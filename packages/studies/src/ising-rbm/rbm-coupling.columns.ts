/** The table `rbm_coupling`: one row for each kind of coupling between visible units. */
export const rbmCouplingColumns = {
  kind: 'utf8',
  dx: 'int32?',
  dy: 'int32?',
  places: 'int32',
  coupling: 'float64?',
  scatter: 'float64?',
  second_cumulant: 'float64?',
  exact: 'float64?',
  reason: 'utf8?',
} as const;
