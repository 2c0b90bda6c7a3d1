import type { Columns } from '@rgflow/pipeline/stage';

/** The line χ₁ = 1 in the plane of the two variances, point by point, with the fixed-point variance there. */
export const criticalLineColumns = {
  sigma_b2: 'float64',
  sigma_w2_critical: 'float64',
  q_star: 'float64',
} as const satisfies Columns;
