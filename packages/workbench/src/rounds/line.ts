import { estimate } from '@rgflow/numerics';
import { type AxisValue, canonical, SEED } from '@rgflow/pipeline';
import type { PlannedCell } from './result-reader.js';

/** One value of an axis with what was found there. */
export interface Point {
  readonly x: number;
  /** The mean over seeds of those that have a value; null if none has. */
  readonly mean: number | null;
}

/** Cells that differ only in one axis and the seed. */
export interface Line {
  /** Their grid. */
  readonly grid: number;
  /** What they have in common of what is varied, by path. */
  readonly values: Readonly<Record<string, AxisValue>>;
  /** The seeds that a further value gets: those of the sweep as it is written; none if seeds are not varied. */
  readonly seeds: readonly AxisValue[];
  /** In ascending order. */
  readonly points: readonly Point[];
}

/**
 * The lines of a sweep along an axis, in the order of their first cells.
 *
 * @param results  of each cell; null where it has none
 * @param written  how many of the cells, the first ones, are those of the sweep as it is written
 * @param tried    values that were added to a line, by the text of its values, also such as its conditions leave out
 */
export function linesOf(
  cells: readonly PlannedCell[],
  results: readonly (number | null)[],
  axis: string,
  written: number,
  tried: ReadonlyMap<string, ReadonlySet<number>> = new Map(),
): readonly Line[] {
  const lines = new Map<
    string,
    { grid: number; values: Line['values']; seeds: Set<AxisValue>; at: Map<number, number[]> }
  >();
  for (const [i, { cell }] of cells.entries()) {
    const { [axis]: x, [SEED]: seed, ...values } = cell.values;
    const key = canonical(values);
    const none = () => new Map([...(tried.get(key) ?? [])].map((value) => [value, [] as number[]]));
    const line = lines.get(key) ?? { grid: cell.grid, values, seeds: new Set(), at: none() };
    lines.set(key, line);
    if (seed !== undefined && i < written) line.seeds.add(seed);
    const there = line.at.get(Number(x)) ?? [];
    line.at.set(Number(x), there);
    if (results[i] !== null) there.push(results[i]!);
  }
  return [...lines.values()].map(({ grid, values, seeds, at }) => ({
    grid,
    values,
    seeds: [...seeds],
    points: [...at].map(([x, found]) => ({ x, mean: meanOf(found) })).sort((p, q) => p.x - q.x),
  }));
}

function meanOf(found: readonly number[]): number | null {
  return found.length === 0 ? null : estimate(found).value;
}
