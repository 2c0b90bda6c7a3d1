/** The table `rbm_fixed_point`: one row for each machine. */
export const rbmFixedPointColumns = {
  energy_per_bond: 'float64?',
  energy_per_bond_se: 'float64?',
  coupling: 'float64?',
  coupling_se: 'float64?',
  gap: 'float64?',
  gap_se: 'float64?',
  settled: 'bool',
  conditional_coupling: 'float64?',
  conditional_coupling_se: 'float64?',
  variance_ratio: 'float64?',
  expected_energy_per_bond: 'float64',
  expected_coupling: 'float64?',
  expected_variance_ratio: 'float64?',
  critical_coupling: 'float64?',
  entropy_per_site: 'float64?',
  reason: 'utf8?',
} as const;
