import type { Columns } from '@rgflow/pipeline/stage';

/**
 * One point of the phase diagram of infinitely wide random networks: a public table. The correlation lengths are in layers
 * and Infinity where the slope is 1 to all digits, as of tanh at σ_w² = 1, σ_b² = 0.
 */
export const meanFieldColumns = {
  q_star: 'float64?',
  chi1: 'float64?',
  rho_star: 'float64?',
  chi_c: 'float64?',
  xi_c: 'float64?',
  chi_q: 'float64?',
  xi_q: 'float64?',
  /** 'ordered', 'critical' (the side is within rounding), 'chaotic' or 'unbounded' (the variance grows without end). */
  phase: 'utf8',
  /** Why there is no fixed point, and so no number. */
  reason: 'utf8?',
} as const satisfies Columns;
