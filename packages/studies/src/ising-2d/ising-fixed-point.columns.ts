import type { Columns } from '@rgflow/pipeline/stage';

/** Fixed points of recursions of the square lattice, and of the lattice itself ('exact'), one row each. */
export const fixedPointColumns = {
  scheme: 'utf8',
  /** K*, and L* where the scheme has a second coupling. */
  coupling_fixed: 'float64?',
  diagonal_fixed: 'float64?',
  eigenvalue: 'float64',
  /** ν = ln √2 / ln λ; exactly 1. */
  correlation_length_exponent: 'float64',
  /** K at which the lattice with nearest-neighbour couplings alone flows to the fixed point. */
  critical_coupling: 'float64',
  /** The same where the critical line is taken for its tangent at the fixed point. */
  critical_coupling_linear: 'float64?',
  /** Why some of these are null. */
  reason: 'utf8?',
} as const satisfies Columns;
