import type { SpinLattice } from '@rgflow/ising';
import { keptSites } from '../breadth/kept-sites.js';

/** Single visible units, pairs or fours of them that are alike by the symmetries of the lattice. */
export interface Places {
  readonly kind: 'field' | 'pair' | 'plaquette';
  /** Of pairs how far apart they are, dx >= dy, in sites of the whole lattice. */
  readonly dx: number | null;
  readonly dy: number | null;
  /** Numbers of visible units. */
  readonly units: readonly (readonly number[])[];
}

/** Positions of visible units on the whole lattice. */
function positions({ dimension, size }: SpinLattice, kept: 'all' | 'sublattice') {
  return keptSites({ dimension, size }, kept).map((site) => {
    return dimension === 1 ? { x: site, y: 0 } : { x: site % size, y: Math.floor(site / size) };
  });
}

/** Every visible unit by itself. */
export function fieldPlaces(lattice: SpinLattice, kept: 'all' | 'sublattice'): Places {
  return { kind: 'field', dx: null, dy: null, units: keptSites(lattice, kept).map((_, unit) => [unit]) };
}

/** All pairs of visible units by their distance, the nearest first. */
export function pairPlaces(lattice: SpinLattice, kept: 'all' | 'sublattice'): readonly Places[] {
  const at = positions(lattice, kept);
  const around = (distance: number) => Math.min(Math.abs(distance), lattice.size - Math.abs(distance));
  const found = new Map<string, { dx: number; dy: number; units: number[][] }>();
  at.forEach((one, i) => {
    at.slice(0, i).forEach((other, j) => {
      const [p, q] = [around(one.x - other.x), around(one.y - other.y)];
      const [dx, dy] = [Math.max(p, q), Math.min(p, q)];
      const places = found.get(`${dx},${dy}`) ?? { dx, dy, units: [] };
      places.units.push([j, i]);
      found.set(`${dx},${dy}`, places);
    });
  });
  const distance = ({ dx, dy }: { dx: number; dy: number }) => dx * dx + dy * dy;
  return [...found.values()]
    .sort((a, b) => distance(a) - distance(b))
    .map(({ dx, dy, units }) => ({ kind: 'pair', dx, dy, units }));
}

/**
 * What an exact machine of this lattice would have its hidden units at, as sets of visible units: the neighbours of
 * each site that was decimated, and where none was, of each bond the two ends.
 */
export function hiddenPlaces(lattice: SpinLattice, kept: 'all' | 'sublattice'): readonly (readonly number[])[] {
  if (kept === 'all') return pairPlaces(lattice, kept)[0]!.units;
  const { dimension, size } = lattice;
  const at = positions(lattice, kept);
  const unitAt = new Map(at.map(({ x, y }, unit) => [y * size + x, unit]));
  const around = (x: number) => (x + size) % size;
  const removed = Array.from({ length: dimension === 1 ? size : size * size }, (_, site) => site).filter(
    (site) => !unitAt.has(site),
  );
  return removed.map((site) => {
    const [x, y] = dimension === 1 ? [site, 0] : [site % size, Math.floor(site / size)];
    const sides = [y * size + around(x - 1), y * size + around(x + 1)];
    if (dimension === 2) sides.push(around(y - 1) * size + x, around(y + 1) * size + x);
    return sides.map((neighbour) => unitAt.get(neighbour)!);
  });
}

/**
 * The smallest squares of visible units: of a whole lattice four nearest ones, of a sublattice those around a removed
 * site.
 */
export function plaquettes(lattice: SpinLattice, kept: 'all' | 'sublattice'): Places | null {
  const { dimension, size } = lattice;
  if (dimension === 1) return null;
  const place = { kind: 'plaquette', dx: null, dy: null } as const;
  if (kept === 'sublattice') return { ...place, units: hiddenPlaces(lattice, kept) };
  const step = (x: number) => (x + 1) % size;
  const units = Array.from({ length: size * size }, (_, site) => {
    const [x, y] = [site % size, Math.floor(site / size)];
    return [site, y * size + step(x), step(y) * size + x, step(y) * size + step(x)];
  });
  return { ...place, units };
}
