import { powerOfTwo, square } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';

/**
 * s⁽∞⁾ of the chain without a field, in closed form: how far the bonds σᵢσᵢ₊₁, which are independent spins in the field K,
 * are from fair coins,
 *
 *     s⁽∞⁾ = (K tanh K - ln cosh K) / ln 2.
 *
 * @example
 * chainAsymptote(1); // 0.472934658996838
 */
export function chainAsymptote(coupling: number): number {
  return spinNegentropy(coupling) / Math.LN2;
}

/**
 * The curve that arXiv:2107.06898 fits to s⁽∞⁾ by eye, x / (1 + x) with x = (K² / 2 ln 2) cosh(K / 2 ln 2).
 *
 * Up to 0.00574 above the exact asymptote (at K = 1.109) and 0.00899 below it (at K = 2.788).
 *
 * Source: eq. (2.35) of arXiv:2107.06898.
 */
export function publishedAsymptote(coupling: number): number {
  const x = (square(coupling) / (2 * Math.LN2)) * Math.cosh(coupling / (2 * Math.LN2));
  return 1 / (1 + 1 / x);
}

/** s⁽ⁿ⁾ at weak coupling and n >= 1: K² / (2 ln 2), up to a relative K². Source: eq. (2.27) of arXiv:2107.06898. */
export function weakCouplingLimit(coupling: number): number {
  return square(coupling) / (2 * Math.LN2);
}

/**
 * s⁽ⁿ⁾ at strong coupling: 1 - 2⁻ⁿ - n e^(-2K), up to O(e^(-4K)); it breaks down at n of about 2K / ln 2, where the flow
 * leaves strong coupling.
 *
 * Source: eqs. (2.30) and (2.31) of arXiv:2107.06898, where the coefficient of e^(-2K) has a ln 2 too much.
 */
export function strongCouplingLimit(coupling: number, step: number): number {
  return 1 - powerOfTwo(-step) - step * Math.exp(-2 * coupling);
}
