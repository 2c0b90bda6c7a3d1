import { logCosh } from '@rgflow/numerics';
import { spinNegentropy } from '../negentropy.js';
import { type ChainCouplings, checkCouplings } from './couplings.js';

/** The infinite chain in equilibrium, which is a stationary Markov chain: all there is to know about it, per site. */
export interface ChainEquilibrium {
  /** ln Z / N. */
  readonly logPartitionPerSite: number;
  /** ⟨σᵢ⟩. */
  readonly magnetisation: number;
  /** Probability of (σᵢ, σᵢ₊₁) = (+, +), of (-, -), and of (+, -), which is also that of (-, +). */
  readonly pairs: { readonly up: number; readonly down: number; readonly mixed: number };
  /** Entropy per site in nats: the entropy of a spin given the one before. */
  readonly entropyPerSite: number;
  /** ln 2 - entropyPerSite, with its own digits where it is small. */
  readonly negentropyPerSite: number;
}

/**
 * Equilibrium of the infinite chain from the leading eigenvector of the transfer matrix
 * T(σ, σ') = exp[K₀ + K σσ' + (h/2)(σ + σ')]. With w = arsinh(e^(2K) sinh h),
 *
 *     ⟨σ⟩ = tanh w,    ln Z / N = K₀ + K + ln(cosh h + √(sinh² h + e^(-4K))),
 *
 * and the spin after σ feels the field σK + h/2 + w/2. Nothing overflows or cancels, for K and h of either sign up to 1e15.
 *
 * @throws {DomainError} if a coupling is not finite.
 *
 * @example
 * chainEquilibrium({ constant: 0, coupling: 0.5, field: 0 }).logPartitionPerSite; // 0.813261687518223
 *
 * Source: E. Ising, Z. Phys. 31, 253 (1925); R. J. Baxter, Exactly Solved Models in Statistical Mechanics, section 2.1.
 */
export function chainEquilibrium(couplings: ChainCouplings): ChainEquilibrium {
  checkCouplings('chainEquilibrium', couplings);
  const { constant, coupling, field } = couplings;
  const w = arsinhOfScaledSinh(2 * coupling, field);
  const up = 1 / (1 + Math.exp(-2 * w));
  const down = 1 / (1 + Math.exp(2 * w));
  const fieldAfterUp = coupling + (field + w) / 2;
  const fieldAfterDown = -coupling + (field + w) / 2;
  const negentropyPerSite = up * spinNegentropy(fieldAfterUp) + down * spinNegentropy(fieldAfterDown);
  return {
    logPartitionPerSite: constant + logLeadingEigenvalue(coupling, field),
    magnetisation: Math.tanh(w),
    pairs: {
      up: up / (1 + Math.exp(-2 * fieldAfterUp)),
      down: down / (1 + Math.exp(2 * fieldAfterDown)),
      // Either order has the same probability; the smaller factor first, so that neither is a rounded 1.
      mixed: w > 0 ? down / (1 + Math.exp(-2 * fieldAfterDown)) : up / (1 + Math.exp(2 * fieldAfterUp)),
    },
    entropyPerSite: up * entropyIn(fieldAfterUp) + down * entropyIn(fieldAfterDown),
    negentropyPerSite,
  };
}

/** Entropy of a spin in a field, in nats: ln(2 cosh y) - y tanh y, with its digits where it is small. */
function entropyIn(field: number): number {
  const y = Math.abs(field);
  const e = Math.exp(-2 * y);
  return Math.log1p(e) + (2 * y * e) / (1 + e);
}

/** arsinh(e^a sinh x), which is a + |x| with the sign of x once e^a sinh x is far beyond the largest double. */
function arsinhOfScaledSinh(a: number, x: number): number {
  if (x === 0) return 0;
  const size = Math.abs(x);
  const logarithm = size < 1 ? a + Math.log(Math.sinh(size)) : a + size + Math.log1p(-Math.exp(-2 * size)) - Math.LN2;
  return Math.sign(x) * (logarithm > 300 ? logarithm + Math.LN2 : Math.asinh(Math.exp(logarithm)));
}

/** K + ln(cosh h + √(sinh² h + e^(-4K))), the larger exponential taken out first. */
function logLeadingEigenvalue(coupling: number, field: number): number {
  const size = Math.abs(field);
  if (size === 0) return Math.LN2 + logCosh(coupling);
  const scale = Math.max(coupling + size, -coupling);
  const mean = Math.exp(coupling + size - scale) * ((1 + Math.exp(-2 * size)) / 2);
  const half = Math.exp(coupling + size - scale) * (-Math.expm1(-2 * size) / 2);
  return scale + Math.log(mean + Math.hypot(half, Math.exp(-coupling - scale)));
}
