import { availableParallelism } from 'node:os';
import { execute, type PipelineEvent, type RunResult } from '@rgflow/pipeline';
import { type CacheReport, openStore, serveQueries, withCache } from '@rgflow/store';
import { type CacheMode, openCache } from './cache.js';
import { claimName, type ReplacedRun } from './claim-name.js';
import { type Findings, findingsOf } from './findings.js';
import { type InstanceLabeller, labelInstances } from './instance-label.js';
import type { PreparedStudy } from './prepared-study.js';
import { liveColumns } from './progress/live-columns.js';
import { ProgressTracker } from './progress/tracker.js';
import type { LiveRun } from './status.js';
import { defaultStore } from './workspace.js';

export interface RunOptions {
  /** The DuckDB file of the results; made if it is not there. */
  readonly store?: string | undefined;
  /** Instances at the same time; one per core if not given. */
  readonly jobs?: number | undefined;
  /** Percent of the hits to execute again and compare, above 0 and at most 100. */
  readonly audit?: number | undefined;
  /** A shared cache behind the store, and where it lies; none unless given. */
  readonly cache?: CacheMode | undefined;
  readonly cacheAt?: string | undefined;
  /** 'any' lets a training go on with another gemm than it began with. */
  readonly numerics?: 'any' | undefined;
  /** Start nothing new after the first failure. */
  readonly failFast?: boolean;
  /** Aborted to finish what is running and start nothing new. */
  readonly drain?: AbortSignal;
  /** Aborted to stop what is running as well. */
  readonly stop?: AbortSignal;
  /** Where and with what the run is made: kept with it, never part of a key. */
  readonly provenance?: Readonly<Record<string, unknown>>;
  /** Told once, before the first event. */
  readonly onBegin?: (run: RunUnderWay) => void;
  readonly onEvent?: (event: PipelineEvent) => void;
}

/** What can be asked of a run at any moment. */
export interface RunUnderWay {
  readonly tracker: ProgressTracker;
  readonly label: InstanceLabeller;
}

/** What is told at the end of a run. */
export interface RunReport extends Findings {
  readonly result: RunResult;
  readonly store: string;
  /** The run of other parameters whose place under the name this one takes once it has ended; null if there is none. */
  readonly replaced: ReplacedRun | null;
  /** What was had of the shared cache; null if there is none. */
  readonly cache: CacheReport | null;
}

/** Between two looks whether the store is still where it was. */
const LOOK_MS = 2000;

/**
 * Runs what a study lacks, draws its figures beside the store, and asks for its closing table. While it goes on, other
 * processes can ask the store by SQL.
 *
 * @throws {UsageError}      if the name of its results is that of another file's.
 * @throws {StoreInUseError} if another process has the store open.
 * @throws {StoreLostError}  if its file is deleted or replaced meanwhile.
 */
export async function runStudy(prepared: PreparedStudy, options: RunOptions = {}): Promise<RunReport> {
  const { cache: mode, cacheAt } = options;
  const place = mode === undefined ? null : await openCache(mode, cacheAt);
  const store = await openStore(options.store ?? defaultStore());
  const cached = place === null ? null : withCache(store, place, mode!);
  try {
    let live: (() => LiveRun) | null = null;
    const server = await serveQueries(store, { status: () => live?.() });
    try {
      const { published, name, origin, plan, force, config } = prepared;
      const replaced = await claimName(prepared, store);
      const {
        jobs = availableParallelism(),
        failFast = false,
        audit,
        drain,
        stop,
        numerics,
        provenance = {},
      } = options;
      const label = labelInstances(plan.nodes);
      const tracker = new ProgressTracker(name, plan, jobs, await store.meanWallMs(), label);
      options.onBegin?.({ tracker, label });
      // What a stage of hours would give could not be kept: the next write says why.
      const lost = new AbortController();
      const watch = setInterval(() => store.isLost() && lost.abort(), LOOK_MS);
      const execution = execute(plan, {
        store: cached ?? store,
        study: published.name,
        name,
        config,
        jobs,
        provenance: { ...provenance, studyFile: origin },
        force,
        failFast,
        figures: liveColumns((await published.study()).tables),
        ...(audit === undefined ? {} : { audit }),
        ...(numerics === undefined ? {} : { numerics }),
        ...(drain === undefined ? {} : { drain }),
        stop: stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]),
        onEvent: (event) => {
          if (event.type === 'started') live = () => ({ ...tracker.view(), study: published.name, runId: event.runId });
          tracker.observe(event);
          options.onEvent?.(event);
        },
      });
      tracker.follow(execution);
      const result = await execution.result.finally(() => clearInterval(watch));
      const cache = cached?.report() ?? null;
      const { remarks, ...findings } = await findingsOf(prepared, store, result);
      return { result, store: store.file, replaced, cache, ...findings, remarks: [...cacheRemarks(cache), ...remarks] };
    } finally {
      await server.close();
    }
  } finally {
    await store.close();
  }
}

/** What a person should know of what was had of the cache. */
function cacheRemarks(cache: CacheReport | null): readonly string[] {
  if (cache === null) return [];
  const { address, conflicts, faults } = cache;
  return [
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
