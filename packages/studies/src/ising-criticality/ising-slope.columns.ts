import type { Columns } from '@rgflow/pipeline/stage';

/** A relative entropy of the square lattice and its slope by K. `quantity` is 'asymptote' or 'first step'. */
export const slopeColumns = {
  scheme: 'utf8',
  quantity: 'utf8',
  coupling: 'float64',
  relative_entropy: 'float64',
  slope: 'float64',
} as const satisfies Columns;
