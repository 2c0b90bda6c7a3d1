import type { Columns } from '@rgflow/pipeline/stage';

/** A torus by Monte Carlo beside its exact energy and the exact first step of the infinite lattice. */
export const simulationColumns = {
  coupling: 'float64',
  energy_per_bond: 'float64',
  energy_per_bond_se: 'float64',
  energy_per_bond_exact: 'float64',
  first_step: 'float64',
  first_step_se: 'float64',
  first_step_infinite: 'float64',
  autocorrelation_time: 'float64',
  flips: 'float64',
} as const satisfies Columns;
