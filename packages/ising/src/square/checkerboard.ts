import { logCosh, square } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';

/** The Hamiltonian after one checkerboard step: exact, and closed, for one step only. */
export interface CheckerboardCouplings {
  /** K₀' per retained spin, for K₀ = 0. */
  readonly constant: number;
  /** K', nearest neighbours of the new lattice, of both bonds' share. */
  readonly nearest: number;
  /** L', next-nearest neighbours. */
  readonly diagonal: number;
  /** M', the four spins of a square. */
  readonly plaquette: number;
}

/**
 * Couplings of the retained sublattice after every other spin of the square lattice is summed over:
 *
 *     K₀' = ln 2 + (ln cosh 2K)/2 + (ln cosh 4K)/8,    K' = (ln cosh 4K)/4,
 *     L' = (ln cosh 4K)/8,                              M' = (ln cosh 4K)/8 - (ln cosh 2K)/2.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite.
 *
 * Source: eq. (2.38) of arXiv:2107.06898.
 */
export function decimateCheckerboard(coupling: number): CheckerboardCouplings {
  checkCoupling('decimateCheckerboard', coupling);
  const two = logCosh(2 * coupling);
  const four = logCosh(4 * coupling);
  return {
    constant: Math.LN2 + two / 2 + four / 8,
    nearest: four / 4,
    diagonal: four / 8,
    // At weak coupling, where the two would cancel: cosh 4K = cosh⁴ 2K (1 - tanh⁴ 2K).
    plaquette: coupling < WEAK ? Math.log1p(-square(square(Math.tanh(2 * coupling)))) / 8 : four / 8 - two / 2,
  };
}

const WEAK = 0.05;
