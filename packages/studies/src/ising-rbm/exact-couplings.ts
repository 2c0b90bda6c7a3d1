import { decimateChain, decimateCheckerboard, type SpinLattice } from '@rgflow/ising';
import type { Places } from './spin-places.js';

/**
 * The exact coupling of spins at these places: K of neighbours where all spins are seen, and of a sublattice what the exact
 * decimation of the others leaves, K' = ½ ln cosh 2K of a ring, K', L' and M' of the square lattice. All else is 0.
 */
export function exactCoupling(
  coupling: number,
  { dimension }: SpinLattice,
  kept: 'all' | 'sublattice',
  { kind, dx, dy }: Places,
): number {
  const distance = kind === 'pair' ? `${dx},${dy}` : kind;
  if (kept === 'all') return distance === '1,0' ? coupling : 0;
  if (dimension === 1) {
    return distance === '2,0' ? decimateChain({ constant: 0, coupling, field: 0 }).coupling : 0;
  }
  const { nearest, diagonal, plaquette } = decimateCheckerboard(coupling);
  switch (distance) {
    case '1,1':
      return nearest;
    case '2,0':
      return diagonal;
    case 'plaquette':
      return plaquette;
    default:
      return 0;
  }
}
