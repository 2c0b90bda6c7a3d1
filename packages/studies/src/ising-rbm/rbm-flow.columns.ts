/** The table `rbm_flow`: one row for each step of a flow that is told. */
export const rbmFlowColumns = {
  start_coupling: 'float64',
  step: 'int32',
  energy_per_bond: 'float64',
  energy_per_bond_se: 'float64',
  coupling: 'float64?',
  coupling_se: 'float64?',
  conditional_coupling: 'float64?',
  conditional_coupling_se: 'float64?',
  magnetisation_squared: 'float64',
  reason: 'utf8?',
} as const;
