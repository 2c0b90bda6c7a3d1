import type { Columns } from '@rgflow/pipeline/stage';

/**
 * The critical fixed point of a renormalisation of blocks, and the critical coupling of the lattice of nearest neighbours.
 */
export const fixedPointColumns = {
  lattice: 'utf8',
  scheme: 'utf8',
  nearest: 'float64?',
  next_nearest: 'float64?',
  third: 'float64?',
  critical_coupling: 'float64',
  linear_critical_coupling: 'float64?',
  eigenvalue: 'float64',
  thermal_exponent: 'float64',
  correlation_length_exponent: 'float64',
  /** Why some of these are null. */
  reason: 'utf8?',
} as const satisfies Columns;
