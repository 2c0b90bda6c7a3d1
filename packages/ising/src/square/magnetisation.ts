import { square } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { modulus } from './energy.js';

/**
 * Spontaneous magnetisation of the infinite square lattice,
 *
 *     m = (1 - sinh⁻⁴ 2K)^(1/8),    0 for K <= K_c.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * @example
 * spontaneousMagnetisation(0.45); // 0.7493226125324
 *
 * Source: C. N. Yang, Phys. Rev. 85, 808 (1952).
 */
export function spontaneousMagnetisation(coupling: number): number {
  checkCoupling('spontaneousMagnetisation', coupling);
  // 1 - 1/sinh⁴ = κ / tanh⁴, with the digits of κ near K_c.
  const { t, kappa } = modulus(coupling);
  return kappa > 0 ? Math.sqrt(Math.sqrt(Math.sqrt(kappa / square(square(t))))) : 0;
}
