import { dealCells, type Plan } from '@rgflow/pipeline';
import type { StudyModule } from '@rgflow/studies';
import { UsageError } from './usage-error.js';

/** The `part`-th of `parts` shares of the cells of a sweep, counted from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

/** One share of a sweep: its cells and instances, and what part of the predicted work of all shares it has. */
export interface ShareOfWork {
  readonly part: number;
  readonly cells: number;
  readonly instances: number;
  readonly work: number;
}

/** Reads `2/8`. @throws {UsageError} */
export function parseShard(text: string): Shard {
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { part: Number(part), parts: Number(parts) };
  if (!(shard.part >= 1 && shard.part <= shard.parts)) {
    throw new UsageError(`--shard ${text}: expected i/n with 1 <= i <= n, as in --shard 2/8`);
  }
  if (shard.parts > MOST_SHARES) {
    throw new UsageError(`--shard ${text}: expected at most ${MOST_SHARES} shares, as in --shard 2/8`);
  }
  return shard;
}

const MOST_SHARES = 100_000;

/** What an instance takes at least, in milliseconds, whatever it does; and one of which its study says nothing. */
const LEAST_MS = 5;

/**
 * Deals the cells of a sweep to shares. What an instance costs is predicted from its parameters, by what its study says
 * (`costs`), never by what a store has recorded: so every machine deals alike, whatever ran on it before.
 *
 * @param plan   of all cells
 * @param cells  of each cell the numbers of its instances
 */
export function dealShares(
  plan: Plan,
  cells: readonly (readonly number[])[],
  costs: StudyModule['costs'],
  { parts }: Shard,
): { readonly shareOf: readonly number[]; readonly shares: readonly ShareOfWork[] } {
  const ms = plan.nodes.map(({ stage, cell }) => {
    const told = costs?.[stage.name] ?? 0;
    const predicted = typeof told === 'function' ? told(cell) : told;
    return predicted > LEAST_MS && predicted < Infinity ? predicted : LEAST_MS;
  });
  const predicted = plan.nodes.map(({ depth }, i) => ({ cost: ms[i]!, isRoot: depth === 0 }));
  const shareOf = dealCells(cells, predicted, parts);
  const instances = Array.from({ length: parts }, () => new Set<number>());
  const counts = new Array<number>(parts).fill(0);
  for (const [cell, share] of shareOf.entries()) {
    counts[share]!++;
    for (const instance of cells[cell]!) instances[share]!.add(instance);
  }
  const work = instances.map((those) => [...those].reduce((sum, instance) => sum + ms[instance]!, 0));
  const all = work.reduce((sum, each) => sum + each, 0);
  const shares = work.map((each, i) => {
    return { part: i + 1, cells: counts[i]!, instances: instances[i]!.size, work: all === 0 ? 0 : each / all };
  });
  return { shareOf, shares };
}
