import { type ActivationName, activations, criticalPoint } from '@rgflow/meanfield';
import type { Calculation } from '../calculator.js';

interface CriticalLineQuestion {
  readonly activation: ActivationName;
  readonly sigmaB2: number;
}

/** Where the networks of a bias variance turn from order to chaos. */
export function answer({ activation, sigmaB2 }: CriticalLineQuestion): Calculation {
  const { sigmaW2, qStar } = criticalPoint(sigmaB2, { activation: activations[activation] });
  return {
    json: { sigmaW2, qStar },
    values: [
      { symbol: 'σ_w²', value: sigmaW2, meaning: `ordered below, ${qStar === null ? 'unbounded' : 'chaotic'} above` },
      { symbol: 'q*', value: qStar ?? 'any', meaning: 'variance of deep preactivations there' },
    ],
  };
}
