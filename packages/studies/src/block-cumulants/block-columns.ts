import type { Columns } from '@rgflow/pipeline/stage';

/**
 * Couplings of block spins by how many cumulants of the expansion are kept, its order: -H' is the sum of `renormalised` times the
 * product of the block spins that `interaction` names, 'constant' per block. `lattice` is 'chain' (infinite), 'ring of 12' (its spins)
 * or 'triangular' (infinite). `exact` is NaN where nobody knows it.
 */
export const couplingColumns = {
  lattice: 'utf8',
  rule: 'utf8',
  block: 'int32',
  interaction: 'utf8',
  cumulants: 'int32',
  renormalised: 'float64',
  exact: 'float64',
} as const satisfies Columns;

/** H' of every configuration of the block spins, '+--+', by how many cumulants are kept, beside the enumeration of all states. */
export const energyColumns = {
  lattice: 'utf8',
  rule: 'utf8',
  block: 'int32',
  configuration: 'utf8',
  cumulants: 'int32',
  energy: 'float64',
  exact: 'float64',
} as const satisfies Columns;

/**
 * Where a renormalisation of blocks has its critical fixed point, by `scheme`, the order of the expansion in words or 'exact', and the
 * critical coupling of the lattice of nearest neighbours: where the flow from there parts, and where the plane tangent to the critical
 * surface in the fixed point has it. `eigenvalue` is the relevant λ, the exponents y_T = ln λ / ln b, b the ratio of lattice spacings,
 * and ν = 1/y_T.
 */
export const fixedPointColumns = {
  lattice: 'utf8',
  scheme: 'utf8',
  nearest: 'float64',
  next_nearest: 'float64',
  third: 'float64',
  critical_coupling: 'float64',
  linear_critical_coupling: 'float64',
  eigenvalue: 'float64',
  thermal_exponent: 'float64',
  correlation_length_exponent: 'float64',
} as const satisfies Columns;

/**
 * What a block's spin, made by a rule, tells of the spins beyond a buffer, in nats. `truth_table` is the rule: bit v is the block spin
 * (1 up) of the block state v, whose bit i is spin i; -1 for 'whole block', which is no rule but what all of the block tells. `lattice` is
 * 'chain' (infinite) or 'square' (an infinite cylinder, 4 sites around).
 */
export const informationColumns = {
  lattice: 'utf8',
  block: 'int32',
  buffer: 'int32',
  rule: 'utf8',
  information: 'float64',
  truth_table: 'int32',
} as const satisfies Columns;
