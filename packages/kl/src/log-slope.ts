import type { ActivationName } from '@rgflow/kernels';

/**
 * Whether φ has an inverse, so that φ' > 0 everywhere and a density can be pushed through it. relu has none: all x <= 0
 * become 0, ln φ'(x) is -∞ there, and what comes out has no density.
 */
export function isInvertible(activation: ActivationName): boolean {
  return activation !== 'relu';
}
