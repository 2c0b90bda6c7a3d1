import { square } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { arithmeticGeometricMean } from './elliptic.js';

/**
 * Nearest-neighbour correlation u = ⟨σσ'⟩ of the infinite square lattice; ⟨H⟩ = -2NKu without K₀.
 *
 *     u = [1 + κ / M(1, |κ|)] / (2 tanh 2K),    κ = 2 tanh² 2K - 1,    M the arithmetic-geometric mean,
 *
 * which is the integral η(K) of the paper in five iterations and to all digits. Near zero u = K + (5/3)K³ + O(K⁵); at K_c
 * it is 1/√2, with an infinite slope.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * energyPerBond(0.4); // 0.553039601872895
 *
 * Source: eq. (2.48) of arXiv:2107.06898; L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export function energyPerBond(coupling: number): number {
  checkCoupling('energyPerBond', coupling);
  if (coupling < WEAK) return coupling;
  const { t, kappa } = modulus(coupling);
  if (kappa === 0) return 1 / (2 * t);
  if (kappa > 0) return (1 + kappa / arithmeticGeometricMean(kappa).mean) / (2 * t);
  // 1 + κ/M = (M - |κ|)/M, the difference with its own digits.
  const { mean, excess } = arithmeticGeometricMean(-kappa, 2 * t * t);
  return excess / mean / (2 * t);
}

/**
 * du/dK per bond; half the second derivative of ln Z / N. Infinite at K_c, as -(8/π) ln|1 - K/K_c| / 2.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * Source: the specific heat in L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export function energySlopePerBond(coupling: number): number {
  checkCoupling('energySlopePerBond', coupling);
  if (coupling < WEAK) return 1;
  const { t, sech, kappa } = modulus(coupling);
  if (kappa === 0) return Number.POSITIVE_INFINITY;
  const { mean, excess, deficit } = arithmeticGeometricMean(Math.abs(kappa), kappa < 0 ? 2 * t * t : 2 * sech * sech);
  // π/2 + κ K(k), with K(k) = π / (2M).
  const sum = (Math.PI / 2) * (kappa < 0 ? excess / mean : 1 + kappa / mean);
  return ((2 / Math.PI) * ((Math.PI / 2) * (deficit / mean) - square(sech) * sum)) / square(t);
}

/** Below it a correlation is the first term of its series to all digits, and squares do not underflow. */
export const WEAK = 1e-9;

/** tanh 2K, sech 2K, and κ = 2 tanh² 2K - 1 = (tanh 2K - sech 2K)(tanh 2K + sech 2K), of the sign of K - K_c. */
export function modulus(coupling: number): { readonly t: number; readonly sech: number; readonly kappa: number } {
  const t = Math.tanh(2 * coupling);
  const sech = 1 / Math.cosh(2 * coupling);
  return { t, sech, kappa: (t - sech) * (t + sech) };
}
