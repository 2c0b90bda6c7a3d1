import type { Columns } from '@rgflow/pipeline/stage';

/** Predicted divergence of a layer from layer 0 by each estimator, in nats per unit, and the variance there. */
export const predictedKlColumns = {
  layer: 'int32',
  estimator: 'utf8',
  variance: 'float64',
  kl_per_unit: 'float64?',
  /** Why there is no divergence. */
  reason: 'utf8?',
} as const satisfies Columns;
