import { estimate } from '@rgflow/numerics';
import { type AxisValue, canonical, type Replicate, SEED } from '@rgflow/pipeline';
import type { PlannedCell } from './result-reader.js';

/** Cells that differ in the seed alone, and whether they get further ones. */
export interface SeedDecision {
  readonly grid: number;
  /** What they have in common of what is varied, by path. */
  readonly values: Readonly<Record<string, AxisValue>>;
  /** The further seeds; none: it is enough. */
  readonly added: readonly number[];
  readonly reason: string;
  /** How many have a result, the mean and its standard error; null of none, and of fewer than two. */
  readonly seeds: number;
  readonly mean: number | null;
  readonly standardError: number | null;
  /** Seeds there are, with those added. */
  readonly total: number;
}

/**
 * Numbers of seeds at which it is looked whether there are enough: half as many again each time, at least one more. They do
 * not depend on how small the error is to be, so that a smaller one looks at the same results and goes on from there.
 */
export function nextCount(count: number, max: number): number {
  return Math.min(max, count + Math.max(1, Math.ceil(count / 2)));
}

/** Whether the seeds so far are enough, for one group of results. */
export function isEnough(results: readonly number[], below: number): boolean {
  return results.length >= 2 && estimate(results).standardError <= below;
}

/** What each group of cells gets, in the order of their first cells. */
export function furtherSeeds(
  cells: readonly PlannedCell[],
  results: readonly (number | null)[],
  { below, max }: Replicate,
): readonly SeedDecision[] {
  const groups = new Map<string, { grid: number; values: SeedDecision['values']; seeds: number[]; found: number[] }>();
  for (const [i, { cell }] of cells.entries()) {
    const { [SEED]: swept, ...values } = cell.values;
    const seed = Number(swept ?? (cell.params as { readonly [SEED]?: unknown })[SEED]);
    const key = canonical(values);
    const group = groups.get(key) ?? { grid: cell.grid, values, seeds: [], found: [] };
    groups.set(key, group);
    group.seeds.push(seed);
    if (results[i] !== null) group.found.push(results[i]!);
  }
  return [...groups.values()].map(({ grid, values, seeds, found }) => {
    const mean = found.length === 0 ? null : estimate(found).value;
    const standardError = found.length < 2 ? null : estimate(found).standardError;
    const about = { grid, values, seeds: found.length, mean, standardError };
    const told =
      standardError === null
        ? `unknown of ${found.length}`
        : `${Number(standardError.toPrecision(4))} of ${found.length}`;
    const of = `standard error ${told} ${found.length === 1 ? 'seed' : 'seeds'}`;
    if (isEnough(found, below)) return { ...about, added: [], reason: `${of}, at most ${below}`, total: seeds.length };
    if (seeds.length >= max) {
      return {
        ...about,
        added: [],
        reason: `${of}, above ${below}, but there are ${seeds.length}, the most that there may be`,
        total: seeds.length,
      };
    }
    const total = nextCount(seeds.length, max);
    const next = Math.max(...seeds) + 1;
    const added = Array.from({ length: total - seeds.length }, (_, i) => next + i);
    return { ...about, added, reason: `${of}, above ${below}`, total };
  });
}
