import { logCosh, square, trapezoid } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { energyPerBond, modulus } from './energy.js';

/**
 * ln Z / N of the infinite square lattice, K₀ = 0:
 *
 *     ln Z / N = ln(2 cosh 2K) + (1/π) ∫₀^(π/2) ln[(1 + √(κ² + k² sin²θ)) / 2] dθ,
 *     k = 2 sinh 2K / cosh² 2K,  κ² = 1 - k².
 *
 * To 1e-15, at K_c (ln 2 / 2 + 2G/π, G Catalan's constant) as elsewhere. This is +ln Z / N; eq. (2.45) of the paper calls it
 * f, which is -ln Z / N everywhere else there.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * logPartitionPerSite(0.5); // 1.02579281269492
 *
 * Source: L. Onsager, Phys. Rev. 65, 117 (1944), eq. (109b); eq. (2.45) of arXiv:2107.06898.
 */
export function logPartitionPerSite(coupling: number): number {
  return Math.LN2 + logPartitionExcess(coupling);
}

/**
 * 1 - S / (N ln 2): the limit s⁽∞⁾ of the relative entropy after ever more decimation steps, exactly and for every K,
 *
 *     s⁽∞⁾ = [2Ku - (ln Z / N - ln 2)] / ln 2,
 *
 * because an exact decimation loses S(p⁽ⁿ⁾) - S(p) + ln|H∖H⁽ⁿ⁾|, and S(p⁽ⁿ⁾) goes to nothing per initial site.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * exactAsymptote(CRITICAL_COUPLING); // 0.5578570226
 */
export function exactAsymptote(coupling: number): number {
  checkCoupling('exactAsymptote', coupling);
  // A spin against all others is the only state beside the two ground states that counts, and 2K u and ln Z/N cancel.
  if (coupling > STRONG) return 1 - ((8 * coupling + 1) * Math.exp(-8 * coupling)) / Math.LN2;
  return (2 * coupling * energyPerBond(coupling) - logPartitionExcess(coupling)) / Math.LN2;
}

/** Above it all spins but a share of 1e-17 are equal. */
export const STRONG = 5;

/** ln Z / N - ln 2, which is K² for small K, with the digits of that. */
function logPartitionExcess(coupling: number): number {
  checkCoupling('logPartitionPerSite', coupling);
  const { t, sech, kappa } = modulus(coupling);
  const kSquared = square(2 * t * sech);
  const integrand = (theta: number) => {
    const root = Math.sqrt(square(kappa) + kSquared * square(Math.sin(theta)));
    return Math.log1p((-kSquared * square(Math.cos(theta))) / (2 * (1 + root)));
  };
  return logCosh(2 * coupling) + overQuarterTurn(integrand) / Math.PI;
}

/**
 * ∫₀^(π/2) f, f analytic inside but perhaps singular at or near 0 or π/2: the double exponential rule, trapezoids in t with
 * θ = (π/4)(1 + tanh((π/2) sinh t)), which crowds the points towards both ends.
 *
 * Source: H. Takahasi and M. Mori, Publ. RIMS 9, 721 (1974).
 */
export function overQuarterTurn(f: (theta: number) => number): number {
  return trapezoid(
    (t) => {
      const x = Math.PI * Math.sinh(t);
      const theta = Math.PI / 2 / (1 + Math.exp(-x)); // (π/4)(1 + tanh(x/2)), small angles with all their digits
      const slope = ((Math.PI / 2) * Math.PI * Math.cosh(t)) / (2 + 2 * Math.cosh(x));
      return f(theta) * slope;
    },
    -REACH,
    REACH,
    INTERVALS,
  );
}

/** Beyond it the weight of a point is below 1e-30, and angles below 1e-30 would be left out. */
const REACH = 4;
const INTERVALS = 320;
