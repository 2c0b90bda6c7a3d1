import type { Columns } from '@rgflow/pipeline/stage';

/**
 * Where a renormalisation of blocks has its critical fixed point, by `scheme`, the order of the expansion in words or 'exact', and the
 * critical coupling of the lattice of nearest neighbours: where the flow from there parts, and where the plane tangent to the critical
 * surface in the fixed point has it. `eigenvalue` is the relevant λ, the exponents y_T = ln λ / ln b, b the ratio of lattice spacings,
 * and ν = 1/y_T.
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
