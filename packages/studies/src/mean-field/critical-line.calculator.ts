import { criticalPoint } from '@rgflow/meanfield';
import type { Calculation } from '../calculator.js';

/** Where the networks of a bias variance turn from order to chaos. */
export function answer({ sigmaB2 }: { readonly sigmaB2: number }): Calculation {
  const { sigmaW2, qStar } = criticalPoint(sigmaB2);
  return {
    json: { sigmaW2, qStar },
    values: [
      { symbol: 'σ_w²', value: sigmaW2, meaning: 'ordered below, chaotic above' },
      { symbol: 'q*', value: qStar, meaning: 'variance of deep preactivations there' },
    ],
  };
}
