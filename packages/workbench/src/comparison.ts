import { existsSync } from 'node:fs';
import { CodeFingerprint, type Forecast, forecast, Resolver } from '@rgflow/pipeline';
import type { CacheLook, CachePlace, DuckDbStore } from '@rgflow/store';
import { lookIntoCache } from '@rgflow/store/cache-look';
import { openToRead } from '@rgflow/store/open-to-read';
import { nothingStored } from './nothing-stored.js';
import type { PreparedStudy } from './prepared-study.js';
import { type Rounds, RoundWalk, sweepAsWritten } from './rounds/rounds.js';
import { defaultStore } from './workspace.js';

/** A prepared study compared with a store, without running or writing anything. */
export interface Comparison {
  /** The study as the next run would carry it out: of one that goes on from its results, in the round it has come to. */
  readonly prepared: PreparedStudy;
  /** How far its rounds have come. */
  readonly rounds: Rounds;
  readonly forecasts: readonly Forecast[];
  /** Open for reading; null if the file is not there. */
  readonly store: DuckDbStore | null;
  readonly file: string;
  readonly code: CodeFingerprint;
  /** What a run would take from the cache behind the store; null if there is none. */
  readonly cache: CacheLook | null;
}

/**
 * Opens the store for reading, if there is one, for as long as `body` needs it; also while a run has it open.
 *
 * @param place  of a shared cache behind it: what a run would take from there is a hit
 */
export async function compareWithStore<Result>(
  given: PreparedStudy,
  file: string = defaultStore(),
  body: (comparison: Comparison) => Promise<Result>,
  place: CachePlace | null = null,
): Promise<Result> {
  const store = existsSync(file) ? await openToRead(file) : null;
  store?.expect(given.plan.nodes.length);
  try {
    const code = new CodeFingerprint();
    const rounds = store === null ? sweepAsWritten(given) : await new RoundWalk(given, store, code).advance();
    const { prepared } = rounds;
    const cache = place === null ? null : lookIntoCache(store ?? nothingStored, place);
    const resolver = new Resolver(cache ?? store ?? nothingStored, code, { force: prepared.force });
    const forecasts = await forecast(prepared.plan, resolver);
    return await body({ prepared, rounds, forecasts, store, file, code, cache });
  } finally {
    await store?.close();
  }
}
