import type { AxisValue } from './axis.js';

/** Parameters whose values go together, a row of values at a time; an axis is one parameter. */
export interface Factor {
  readonly paths: readonly string[];
  readonly rows: readonly (readonly AxisValue[])[];
}

/** Every combination of the rows of its factors, but for those that it does not keep. */
export interface Grid {
  readonly factors: readonly Factor[];
  readonly rule?: CellRule | undefined;
}

/** What a cell of a grid has besides the values of the factors. */
export interface CellRule {
  /** Whether some combinations are no cells. */
  readonly selects: boolean;
  /** What follows from the values of the factors, by path; null if they are no cell. */
  completed(cell: Readonly<Record<string, AxisValue>>): Readonly<Record<string, AxisValue>> | null;
}

/** Grids, whose union it is. A cell of two of them is one. */
export interface Sweep {
  readonly grids: readonly Grid[];
  /** By what cells of several grids are told apart; not asked of one. */
  identity?(cell: Readonly<Record<string, AxisValue>>): string;
}

/** How many combinations of values there are; nothing is expanded for that. */
export function combinations({ grids }: Sweep): number {
  return grids.reduce((sum, grid) => sum + combinationsOf(grid), 0);
}

/** How many cells there are. One grid without a condition is not expanded for that. */
export function cellCount(sweep: Sweep): number {
  if (isPlain(sweep)) return combinations(sweep);
  let count = 0;
  for (const _ of distinctCells(sweep)) count++;
  return count;
}

/** The cells of a sweep, lazily: grid by grid, the last factor running fastest; each with the number of its grid. */
export function* sweepCells(sweep: Sweep): Generator<NumberedCell> {
  if (!isPlain(sweep)) yield* distinctCells(sweep);
  else for (const cell of gridCells(sweep.grids[0]!)) yield { grid: 0, cell };
}

interface NumberedCell {
  readonly grid: number;
  readonly cell: Readonly<Record<string, AxisValue>>;
}

/** Whether the n-th cell is the n-th combination. */
function isPlain({ grids }: Sweep): boolean {
  return grids.length === 1 && grids[0]!.rule?.selects !== true;
}

function* distinctCells({ grids, identity }: Sweep): Generator<NumberedCell> {
  const seen = new Set<string>();
  for (let grid = 0; grid < grids.length; grid++) {
    for (const cell of gridCells(grids[grid]!)) {
      if (grids.length > 1 && identity !== undefined) {
        const size = seen.size;
        if (seen.add(identity(cell)).size === size) continue;
      }
      yield { grid, cell };
    }
  }
}

function* gridCells(grid: Grid): Generator<Readonly<Record<string, AxisValue>>> {
  const { factors, rule } = grid;
  const count = combinationsOf(grid);
  // Of each factor after how many combinations it goes on.
  const periods = factors.map((_, i) => factors.slice(i + 1).reduce((product, { rows }) => product * rows.length, 1));
  for (let at = 0; at < count; at++) {
    const cell: Record<string, AxisValue> = {};
    for (let i = 0; i < factors.length; i++) {
      const { paths, rows } = factors[i]!;
      const row = rows[Math.floor(at / periods[i]!) % rows.length]!;
      for (let j = 0; j < paths.length; j++) cell[paths[j]!] = row[j]!;
    }
    if (rule === undefined) yield cell;
    else {
      const more = rule.completed(cell);
      if (more !== null) yield Object.assign(cell, more);
    }
  }
}

function combinationsOf({ factors }: Grid): number {
  return factors.reduce((product, { rows }) => product * rows.length, 1);
}
