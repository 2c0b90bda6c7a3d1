import type { Columns } from '@rgflow/pipeline/stage';

/**
 * a (1 - bˣ) of the published estimator in the published unit, (1/2) ln(2πe σ_w²), in two readings: where the curve goes in
 * the end, and the least-squares fit over the layers, as for a measured curve.
 */
export const predictedSaturationColumns = {
  a: 'float64?',
  b: 'float64?',
  /** Why the curve goes nowhere. */
  reason: 'utf8?',
  a_fit: 'float64?',
  b_fit: 'float64?',
  /** Why there is no fit. */
  fit_reason: 'utf8?',
  /** What a deep layer adds to the push-forward, nats per unit. */
  push_forward_rate: 'float64?',
  push_forward_reason: 'utf8?',
} as const satisfies Columns;
