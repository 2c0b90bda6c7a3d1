import { logCosh } from '@rgflow/numerics';

/**
 * How far a spin in a field y is from a fair coin, in nats: ln 2 minus its entropy,
 *
 *     n(y) = y tanh y - ln cosh y,    from y²/2 at small y up to ln 2.
 *
 * Every relative entropy of this package is an average of it: what a decimation step loses is how far the removed spins,
 * given the retained ones, are from fair coins. Written so, it is a sum of positive terms and keeps its digits where
 * differences of entropies lose them.
 *
 * @param field  y, dimensionless.
 *
 * @example
 * spinNegentropy(1); // 0.3278133...
 */
export function spinNegentropy(field: number): number {
  const y = Math.abs(field);
  if (y < 1) return y * Math.tanh(y) - logCosh(y);
  // y tanh y - ln cosh y with the two y's, which cancel, taken out.
  const e = Math.exp(-2 * y);
  return Math.LN2 - Math.log1p(e) - (2 * y * e) / (1 + e);
}
