import type { predictedKl } from '@rgflow/meanfield';
import { nanIfNull } from '../undefined-values.js';

type Curve = ReturnType<typeof predictedKl>['layers'];

/** Nats per unit at layer m; `order` is `historicalOrder`. */
type Prediction = (curve: Curve, m: number, order: readonly number[]) => number;

/** What mean-field theory predicts for estimators of the divergence, by the name in `kl_layer`. */
export const klPredictions = {
  'mean-field': (curve, m) => curve[m]!.klPerUnit,
  'mean-field-gaussian': (curve, m) => curve[m]!.gaussianKlPerUnit,
  'mean-field-push-forward': (curve, m) => nanIfNull(curve[m]!.pushForwardKlPerUnit),
  // The layer at position m has the variance of the layer taken there; its samples went through m random layers all the
  // same.
  'mean-field-2021': (curve, m, order) => {
    const [taken, passed] = [curve[order[m]!]!.variance, curve[m]!.variance];
    const reference = curve[0]!.variance;
    return (Math.log(taken / reference) + passed / reference - 1) / 2;
  },
} as const satisfies Readonly<Record<string, Prediction>>;

export type KlPrediction = keyof typeof klPredictions;
