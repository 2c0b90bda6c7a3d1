import { DomainError } from '@rgflow/numerics';
import type { BlockSystem } from './expansion.js';

/** Couplings of the triangular lattice: of neighbours at distance 1, √3 and 2, in lattice constants. */
export interface TriangularCouplings {
  /** K₁. */
  readonly nearest: number;
  /** K₂. */
  readonly nextNearest: number;
  /** K₃. */
  readonly third: number;
}

/**
 * A periodic triangular lattice in blocks of three spins, each an upward triangle with the spin of its majority, for
 * `blockExpansion`. The blocks form a triangular lattice of columns × rows themselves, √3 as wide. Only K₁ acts within a
 * block.
 *
 * Block i of column c and row r is i = c + columns · r, its spins 3i, 3i + 1 and 3i + 2: left, right and top. A lattice of
 * two columns or rows has two bonds between some pairs of blocks, on either side.
 *
 * @param columns, rows  Each 2 or more, columns · rows at most 7: 12 spins on 2 × 2, 18 on 2 × 3.
 * @throws {DomainError} if a coupling is not finite or the lattice too small or too large.
 */
export function blockedTriangular(couplings: TriangularCouplings, columns: number, rows: number): BlockSystem {
  const blocks = columns * rows;
  if (!(Number.isInteger(columns) && columns >= 2 && Number.isInteger(rows) && rows >= 2 && blocks <= 7)) {
    throw new DomainError(
      `blockedTriangular: ${columns} columns and ${rows} rows of blocks; give 2 or more of each, at most 7 blocks.`,
    );
  }
  for (const [name, coupling] of Object.entries(couplings)) {
    if (!Number.isFinite(coupling))
      throw new DomainError(`blockedTriangular: ${name} is ${coupling}; give a finite number.`);
  }
  const bonds = [
    ...bondsTo(NEAREST, couplings.nearest, columns, rows),
    ...bondsTo(NEXT_NEAREST, couplings.nextNearest, columns, rows),
    ...bondsTo(THIRD, couplings.third, columns, rows),
  ].filter(({ coupling }) => coupling !== 0);
  const isWithin = ({ from, to }: Bond) => Math.floor(from / 3) === Math.floor(to / 3);
  return {
    spins: 3 * blocks,
    blocks,
    within: energyOf(bonds.filter(isWithin)),
    between: energyOf(bonds.filter((bond) => !isWithin(bond))),
    blockSpins: (spin) => {
      let up = 0;
      for (let i = 0; i < blocks; i++) if (spin(3 * i) + spin(3 * i + 1) + spin(3 * i + 2) > 0) up |= 1 << i;
      return up;
    },
  };
}

interface Bond {
  readonly from: number;
  readonly to: number;
  readonly coupling: number;
}

/** A lattice vector x e₁ + y e₂, e₁ and e₂ at 60 degrees. */
type Vector = readonly [x: number, y: number];

// Half of the neighbours at each distance; the other half are their opposites.
const NEAREST: readonly Vector[] = [
  [1, 0],
  [0, 1],
  [-1, 1],
];
const NEXT_NEAREST: readonly Vector[] = [
  [1, 1],
  [-1, 2],
  [2, -1],
];
const THIRD: readonly Vector[] = [
  [2, 0],
  [0, 2],
  [-2, 2],
];
/** Of the spins of a block from its left one. */
const CORNERS: readonly Vector[] = [
  [0, 0],
  [1, 0],
  [0, 1],
];

function bondsTo(neighbours: readonly Vector[], coupling: number, columns: number, rows: number): Bond[] {
  const bonds: Bond[] = [];
  for (let from = 0; from < 3 * columns * rows; from++) {
    const block = Math.floor(from / 3);
    const [column, row] = [block % columns, Math.floor(block / columns)];
    // Blocks are (1, 1) apart along a row and (-1, 2) from row to row.
    const corner = CORNERS[from % 3]!;
    const [x, y] = [column - row + corner[0], column + 2 * row + corner[1]];
    for (const [dx, dy] of neighbours) bonds.push({ from, to: siteAt(x + dx, y + dy, columns, rows), coupling });
  }
  return bonds;
}

function siteAt(x: number, y: number, columns: number, rows: number): number {
  // x - y is 0, 1 or -1 modulo 3 on the left, the right and the top spin of a block.
  const corner = modulo(x - y, 3);
  const [left, bottom] = [x - CORNERS[corner]![0], y - CORNERS[corner]![1]];
  const row = (bottom - left) / 3;
  return 3 * (modulo(left + row, columns) + columns * modulo(row, rows)) + corner;
}

function modulo(n: number, period: number): number {
  return ((n % period) + period) % period;
}

function energyOf(bonds: readonly Bond[]): BlockSystem['between'] {
  return (spin) => {
    let sum = 0;
    for (const { from, to, coupling } of bonds) sum += coupling * spin(from) * spin(to);
    return sum;
  };
}
