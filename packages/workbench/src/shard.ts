import type { Share } from '@rgflow/pipeline';
import { UsageError } from './usage-error.js';

/** The `part`-th of `parts` equal shares of the cells of a sweep, counted from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

/** Reads `2/8`. @throws {UsageError} */
export function parseShard(text: string): Shard {
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { part: Number(part), parts: Number(parts) };
  if (!(shard.part >= 1 && shard.part <= shard.parts)) {
    throw new UsageError(`--shard ${text}: expected i/n with 1 <= i <= n, as in --shard 2/8`);
  }
  return shard;
}

/** Cells are dealt out like cards: neighbours of a sweep cost about the same, so the shares do as well. No shard: all. */
export function shareOf(shard: Shard | null): Share {
  return shard === null ? { first: 0, step: 1 } : { first: shard.part - 1, step: shard.parts };
}
