import type { Columns } from '@rgflow/pipeline/stage';

/**
 * The line χ₁ = 1 in the plane of the two variances, point by point, with the fixed-point variance there. Of relu and linear
 * it is one point, where every variance is a fixed point.
 */
export const criticalLineColumns = {
  sigma_b2: 'float64',
  sigma_w2_critical: 'float64?',
  q_star: 'float64?',
  /** Why one of them is null. */
  reason: 'utf8?',
} as const satisfies Columns;
