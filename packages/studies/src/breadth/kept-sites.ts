import type { SpinLattice } from '@rgflow/ising';

/**
 * Sites that are looked at, ascending: all of a ring or torus, or those that one decimation keeps, every other one of a ring
 * and one colour of a chessboard.
 */
export function keptSites({ dimension, size }: SpinLattice, kept: 'all' | 'sublattice'): readonly number[] {
  const all = Array.from({ length: dimension === 1 ? size : size * size }, (_, site) => site);
  if (kept === 'all') return all;
  return all.filter((site) => (site + (dimension === 1 ? 0 : Math.floor(site / size))) % 2 === 0);
}
