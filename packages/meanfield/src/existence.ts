import type { Activation } from './activation.js';

/** Why the variance of the preactivations settles at no value of its own. */
export interface NoFixedPoint {
  /** 'grows': from layer to layer, without end. 'stays': whatever it is. */
  readonly variance: 'grows' | 'stays';
  readonly reason: string;
}

/**
 * Why there is no fixed point q* of the variance; null where there is one, as of every bounded activation.
 *
 * Of a homogeneous φ the variance map is q -> σ_w² gain q + σ_b²: q* = σ_b² / (1 - σ_w² gain) where σ_w² gain < 1. There
 * χ₁ = χ_q = σ_w² gain, so what has a fixed point is ordered. At σ_w² gain = 1 and σ_b² = 0 every variance stays.
 *
 * @example
 * noFixedPoint(2.5, 0.05, relu); // { variance: 'grows', reason: 'relu: the variance grows …' }
 */
export function noFixedPoint(sigmaW2: number, sigmaB2: number, activation: Activation): NoFixedPoint | null {
  const { name, homogeneous } = activation;
  if (homogeneous === null || sigmaW2 * homogeneous.gain < 1) return null;
  const limit = 1 / homogeneous.gain;
  if (sigmaW2 === limit && sigmaB2 === 0) {
    const reason = `${name}: at sigma_w^2 = ${limit} without biases the variance stays whatever it is; it has no value of its own`;
    return { variance: 'stays', reason };
  }
  const reason = `${name}: the variance grows from layer to layer without end; it has a fixed point for sigma_w^2 < ${limit} only`;
  return { variance: 'grows', reason };
}

/**
 * Why no weight variance is critical, χ₁ = 1, at a bias variance; null where one is, as of tanh, erf and sigmoid.
 *
 * @example
 * noCriticalPoint(0.05, relu); // 'relu: wherever there is a fixed point it is ordered; …'
 */
export function noCriticalPoint(sigmaB2: number, { name, homogeneous }: Activation): string | null {
  if (homogeneous === null || sigmaB2 === 0) return null;
  const limit = 1 / homogeneous.gain;
  return `${name}: wherever there is a fixed point it is ordered; only sigma_w^2 = ${limit}, sigma_b^2 = 0 is critical`;
}

/**
 * Why there is no density, and so no divergence, of what is pushed through a layer; null where there is.
 *
 * @example
 * noPushForward(relu); // 'relu: its slope is zero for half of the units, …'
 */
export function noPushForward({ name, logSlope }: Activation): string | null {
  if (logSlope !== null) return null;
  return `${name}: its slope is zero over an interval, so what is pushed through it has no density and no divergence`;
}
