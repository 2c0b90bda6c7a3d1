import { type ActivationName, activations, criticalPoint, noCriticalPoint } from '@rgflow/meanfield';

/**
 * The σ_w² up to which wide networks of a bias variance are ordered: the critical one, or, where none is critical (relu and
 * linear with biases), the one from which on the variance grows without end.
 */
export function orderedUpTo(sigmaB2: number, name: ActivationName): number {
  const activation = activations[name];
  return criticalPoint(noCriticalPoint(sigmaB2, activation) === null ? sigmaB2 : 0, { activation }).sigmaW2;
}
