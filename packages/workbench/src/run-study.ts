import { setImmediate } from 'node:timers/promises';
import { CodeFingerprint, type RunResult } from '@rgflow/pipeline';
import type { CachedStore, CacheReport, DuckDbStore } from '@rgflow/store';
import { takeStore } from '@rgflow/store/begun-store';
import { serveQueries } from '@rgflow/store/serve-queries';
import type { CacheOptions } from './cache.js';
import { claimName, type ReplacedRun } from './claim-name.js';
import { type Findings, findingsOf } from './findings.js';
import type { PreparedStudy } from './prepared-study.js';
import { mergeResults } from './rounds/merge-results.js';
import type { Rounds } from './rounds/rounds.js';
import type { RunOptions } from './run-options.js';
import { runRounds } from './run-rounds.js';
import type { LiveRun } from './status.js';
import { defaultStore } from './workspace.js';

/** What is told at the end of a run. */
export interface RunReport extends Findings {
  readonly result: RunResult;
  readonly store: string;
  /** The run of other parameters whose place under the name this one takes once it has ended; null if there is none. */
  readonly replaced: ReplacedRun | null;
  /** What was had of the shared cache; null if there is none. */
  readonly cache: CacheReport | null;
  /** The study with all cells that were added. */
  readonly prepared: PreparedStudy;
  /** How far it went on from its results; null for a study that does not. */
  readonly rounds: Pick<Rounds, 'number' | 'done'> | null;
}

/**
 * Runs what a study lacks, draws its figures beside the store, and asks for its closing table. While it goes on, other
 * processes can ask the store by SQL.
 *
 * A study that goes on from its results is run round by round, each round a run of all cells so far. Rounds of which nothing
 * is missing are walked through without a run.
 *
 * @throws {UsageError}      if the name of its results is another file's, or what a round looks at is no result.
 * @throws {StoreInUseError} if another process has the store open.
 * @throws {StoreLostError}  if its file is deleted or replaced meanwhile.
 */
export async function runStudy(prepared: PreparedStudy, options: RunOptions = {}): Promise<RunReport> {
  const behind = options.cache === undefined && options.cacheAt === undefined ? null : await openCached(options);
  // Read while a store that was begun is opened.
  const code = new CodeFingerprint();
  await setImmediate();
  code.readAll(prepared.plan);
  const store = await takeStore(options.store ?? defaultStore());
  const cached = behind?.(store) ?? null;
  try {
    let live: (() => LiveRun) | null = null;
    const server = await serveQueries(store, { status: () => live?.() });
    try {
      store.expect(prepared.plan.nodes.length);
      const replaced = await claimName(prepared, store);
      const follow = (now: () => LiveRun): void => {
        live = now;
      };
      const { results, rounds } = await runRounds(prepared, { store, cached, code }, options, follow);
      const result = mergeResults(results);
      const cache = cached?.report() ?? null;
      const { remarks, ...findings } = await findingsOf(rounds.prepared, store, result);
      const told = prepared.adaptive === null ? null : { number: rounds.number, done: rounds.done };
      const about = { result, store: store.file, replaced, cache, prepared: rounds.prepared, rounds: told };
      return { ...about, ...findings, remarks: [...cacheRemarks(cache), ...remarks] };
    } finally {
      await server.close();
    }
  } finally {
    await store.close();
  }
}

/** The shared cache, to be put behind a store. */
async function openCached(options: CacheOptions): Promise<((store: DuckDbStore) => CachedStore) | null> {
  const [{ cacheMode, openCache }, { withCache }] = await Promise.all([
    import('./cache.js'),
    import('@rgflow/store/shared-cache'),
  ]);
  const mode = cacheMode(options);
  if (mode === null) return null;
  const place = await openCache(mode, options.cacheAt);
  return (store) => withCache(store, place, mode);
}

/** What a person should know of what was had of the cache. */
function cacheRemarks(cache: CacheReport | null): readonly string[] {
  if (cache === null) return [];
  const { address, isNew, conflicts, faults } = cache;
  return [
    ...(isNew ? [`--cache: made the new cache folder ${address}; it was empty.`] : []),
    ...faults,
    ...conflicts.map(({ stage, recipeKey, output, kept, other, keptNumerics, otherNumerics }) => {
      const alike =
        keptNumerics === otherNumerics
          ? ' They were computed alike, so that one is wrong, or the stage is not reproducible.'
          : '';
      return (
        `${address} has another result under one key: ${stage} ${recipeKey.slice(0, 12)}: ${output} ${other.slice(0, 12)} (${otherNumerics}), ` +
        `here ${kept.slice(0, 12)} (${keptNumerics}). Each keeps its own.${alike}`
      );
    }),
  ];
}
