import { availableParallelism } from 'node:os';
import { type CodeFingerprint, type DemandOf, execute, type RunResult } from '@rgflow/pipeline';
import type { CachedStore, DuckDbStore } from '@rgflow/store';
import { memoryBudget } from './available-memory.js';
import { chooseNumerics } from './choose-numerics.js';
import { Demands } from './demands.js';
import { labelInstances } from './instance-label.js';
import type { PreparedStudy } from './prepared-study.js';
import { Costs, TIMINGS, thisMachine } from './progress/costs.js';
import { liveColumns } from './progress/live-columns.js';
import { parallelism } from './progress/packed-time.js';
import { ProgressTracker } from './progress/tracker.js';
import { type Rounds, RoundWalk } from './rounds/rounds.js';
import type { RunOptions } from './run-options.js';
import type { LiveRun } from './status.js';

export interface Stores {
  readonly store: DuckDbStore;
  /** The same with a shared cache behind it; null if there is none. */
  readonly cached: CachedStore | null;
  /** The code of the stages as it was then. */
  readonly code?: CodeFingerprint;
}

/** Between two looks whether the store is still where it was. */
const LOOK_MS = 2000;

/** Runs round after round, until nothing further is added or one does not come to a good end; or one that is asked for. */
export async function runRounds(
  prepared: PreparedStudy,
  stores: Stores,
  options: RunOptions,
  follow: (now: () => LiveRun) => void,
): Promise<{ readonly results: readonly RunResult[]; readonly rounds: Rounds }> {
  const { store, cached } = stores;
  const walk = options.only == null ? new RoundWalk(prepared, store) : null;
  const results: RunResult[] = [];
  let rounds = options.only ?? (await walk!.advance());
  for (;;) {
    const { prepared: here } = rounds;
    const force = results.length === 0 ? prepared.force : [];
    const now = results.length === 0 ? stores : { store, cached };
    const result = await runOnce({ ...here, force }, rounds, now, options, follow);
    results.push(result);
    if (walk !== null && result.status === 'complete' && rounds.done === null) {
      // What was forced may have come out otherwise.
      if (force.length > 0) walk.restart();
      rounds = await walk.advance(force.length === 0);
    }
    if (prepared.adaptive !== null) await keepRecords(store, result.runId, here, rounds);
    if (result.status !== 'complete' || rounds.prepared === here) return { results, rounds };
  }
}

/** Keeps with a run what was added up to it and, if it has all cells, why nothing further is. */
async function keepRecords(
  store: DuckDbStore,
  runId: string,
  here: PreparedStudy,
  { records, done, prepared }: Rounds,
): Promise<void> {
  const { name } = here;
  const round = Number(here.config.round ?? 0);
  const all = [...records.filter((record) => record.round <= round), ...(prepared === here ? (done ?? []) : [])];
  if (all.length > 0) await store.recordRefinement(all.map((record) => ({ runId, name, ...record })));
}

/**
 * How many rounds may follow at most; null if that is not known, as where seeds are added until they are enough, and
 * undefined where none does.
 */
export function roundsToFollow(
  { adaptive }: Pick<PreparedStudy, 'adaptive'>,
  { number, done }: Pick<Rounds, 'number' | 'done'>,
  { only }: Pick<RunOptions, 'only'> = {},
): number | null | undefined {
  if (adaptive === null || done !== null || only != null) return undefined;
  const { refine, replicate } = adaptive;
  if (replicate !== null || refine === null) return null;
  const most = refine.rule.rounds - number;
  return most > 0 ? most : undefined;
}

async function runOnce(
  prepared: PreparedStudy,
  rounds: Rounds,
  { store, cached, code }: Stores,
  options: RunOptions,
  follow: (now: () => LiveRun) => void,
): Promise<RunResult> {
  const { published, name, origin, plan, force, config } = prepared;
  const { jobs = availableParallelism(), failFast = false, audit, drain, stop, numerics } = options;
  const label = labelInstances(plan.nodes);
  const called = rounds.number === 0 ? name : `${name}, round ${rounds.number}`;
  let demands = new Demands(prepared.demands, new Map());
  const demandOf: DemandOf = (node) => demands.of(node);
  const { memory = memoryBudget() } = options;
  const parallel = (costs: Costs): number =>
    parallelism(plan.nodes, (node) => costs.units(node), { jobs, memory, demandOf });
  const tracker = new ProgressTracker(called, plan, parallel, null, label, roundsToFollow(prepared, rounds, options));
  const learn = async (): Promise<void> => {
    const timings = await store.timings(thisMachine(), TIMINGS);
    demands = new Demands(prepared.demands, timings);
    tracker.learn(new Costs(timings, prepared.costs));
  };
  const added = rounds.records.filter(({ round }) => round === rounds.number);
  const round = prepared.adaptive === null ? null : { number: rounds.number, cells: prepared.cells, added };
  options.onBegin?.({ tracker, label, round });
  // What a stage of hours would give could not be kept: the next write says why.
  const lost = new AbortController();
  const watch = setInterval(() => store.isLost() && lost.abort(), LOOK_MS);
  const execution = execute(plan, {
    store: cached ?? store,
    study: published.name,
    name,
    config,
    jobs,
    demand: demandOf,
    beforeFirst: learn,
    memory,
    provenance: { ...(await options.provenance), studyFile: origin },
    chooseNumerics,
    force,
    failFast,
    figures: liveColumns((await published.study()).tables),
    ...(audit === undefined ? {} : { audit }),
    ...(numerics === undefined ? {} : { numerics }),
    ...(code === undefined ? {} : { code }),
    anew: store.isEmpty && cached === null,
    ...(drain === undefined ? {} : { drain }),
    stop: stop === undefined ? lost.signal : AbortSignal.any([stop, lost.signal]),
    onEvent: (event) => {
      if (event.type === 'started') {
        const number = round?.number ?? null;
        follow(() => ({
          ...tracker.view(),
          study: published.name,
          name: prepared.name,
          runId: event.runId,
          round: number,
        }));
      }
      tracker.observe(event);
      options.onEvent?.(event);
    },
  });
  tracker.follow(execution);
  return execution.result.finally(() => clearInterval(watch));
}
