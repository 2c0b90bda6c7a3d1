import { availableParallelism } from 'node:os';
import {
  type AcceptanceRecord,
  continuesOther,
  type Forecast,
  notBuilt,
  numericsHere,
  type PlanNode,
} from '@rgflow/pipeline';
import type { LeftOut } from '@rgflow/studies';
import { memoryBudget } from './available-memory.js';
import { type CacheOptions, cacheToLook } from './cache.js';
import { chooseNumerics } from './choose-numerics.js';
import { type Comparison, compareWithStore } from './comparison.js';
import { Demands } from './demands.js';
import { forecastReason } from './forecast-reason.js';
import type { PreparedStudy } from './prepared-study.js';
import { Costs, TIMINGS, thisMachine } from './progress/costs.js';
import { packedTime, type Room } from './progress/packed-time.js';
import type { RoundRecord, Rounds } from './rounds/rounds.js';
import { type SavedPlan, savedPlanOf } from './saved/saved-plan.js';
import type { ShareOfWork } from './shard.js';

/** What a run would do to the instances of one stage. */
export interface StagePlan {
  readonly stage: string;
  readonly instances: number;
  readonly hits: number;
  /** Hits that a run would take from the cache; 0 without one. */
  readonly fromCache: number;
  /** Hits on results of earlier code, by the acceptance that lets them count (the newest link of a chain). */
  readonly accepted: readonly { readonly by: AcceptanceRecord; readonly instances: number }[];
  readonly toRun: number;
  /** Reasons to run with how many instances have each, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly instances: number }[];
  /** Wall milliseconds of what is to run, as far as there was a comparable run. */
  readonly workMs: number;
  /** Instances to run without one. */
  readonly unknown: number;
}

/** What a run of a study would do, and how long it would take. */
export interface StudyPlan {
  readonly study: string;
  /** What its results are called. */
  readonly name: string;
  /** Cells of the sweep that are in the plan, and all that it has. */
  readonly cells: number;
  readonly allCells: number;
  /** All shares of the sweep, if this is one of them. */
  readonly shares: readonly ShareOfWork[] | null;
  readonly jobs: number;
  readonly stages: readonly StagePlan[];
  readonly estimate: EstimatedTime;
  /** How far it has gone on from its results; null for a study that does not. */
  readonly rounds: PlannedRounds | null;
  /** The shared cache that a run would take hits from; null if none was named. */
  readonly cache: { readonly address: string; readonly hits: number } | null;
  /** What of its cells has no results on this machine, and why. */
  readonly leftOut: readonly LeftOut[];
  /** What a person should know before it is run. */
  readonly warnings: readonly string[];
}

/** The rounds of a study as far as the results in the store go. */
export interface PlannedRounds {
  /** Of the plan: 0 for the sweep as it is written. */
  readonly round: number;
  /** What this round adds, and why. */
  readonly added: readonly RoundRecord[];
  /** Why nothing further is added, once all there is to know is in the store; else null. */
  readonly done: readonly RoundRecord[] | null;
}

/** A time that a run would take; `complete` is false where some instance has no comparable run: it takes longer then. */
export interface EstimatedTime {
  readonly ms: number;
  readonly complete: boolean;
}

/** Compares a study with a store, and with the cache behind it, by stages; writes nothing. */
export async function planStudy(prepared: PreparedStudy, options: PlanOptions = {}): Promise<StudyPlan> {
  const planned = (comparison: Comparison) => studyPlan(prepared, comparison, options);
  return compareWithStore(prepared, options.store, planned, await cacheToLook(options));
}

/** Where results are kept, and what the time of a run is estimated for. */
export interface PlanOptions extends CacheOptions {
  readonly store?: string | undefined;
  /** Instances at the same time; one per core if not given. */
  readonly jobs?: number | undefined;
  /** Bytes that they may take together; what is available, less a reserve, if not given. */
  readonly memory?: number | undefined;
}

/** The same, and the plan to save, of one look at the store. */
export async function planToSave(
  prepared: PreparedStudy,
  options: PlanOptions = {},
): Promise<{ readonly planned: StudyPlan; readonly saved: SavedPlan }> {
  const both = async (comparison: Comparison) => ({
    planned: await studyPlan(prepared, comparison, options),
    saved: savedPlanOf(prepared.asked, comparison),
  });
  return compareWithStore(prepared, options.store, both, await cacheToLook(options));
}

async function studyPlan(
  prepared: PreparedStudy,
  { prepared: there, rounds, forecasts, store, code, cache }: Comparison,
  { jobs = availableParallelism(), memory = memoryBudget() }: PlanOptions,
): Promise<StudyPlan> {
  const timings = (await store?.timings(thisMachine(), TIMINGS)) ?? new Map();
  const [costs, demands] = [new Costs(timings, prepared.costs), new Demands(prepared.demands, timings)];
  const room = { jobs, memory, demandOf: (node: PlanNode) => demands.of(node) };
  const { stages, estimate } = workOf(forecasts, costs, room, cache);
  const faults = cache?.faults ?? [];
  const warnings = [...prepared.warnings, ...faults, notBuilt(code.unbuilt()), await otherNumerics(forecasts)];
  const fromCache = stages.reduce((sum, stage) => sum + stage.fromCache, 0);
  const { published, name, cells, allCells, shares, leftOut } = there;
  return {
    study: published.name,
    name,
    cells,
    allCells,
    shares,
    jobs,
    stages,
    estimate,
    rounds: prepared.adaptive === null ? null : plannedRounds(rounds),
    cache: cache === null ? null : { address: cache.address, hits: fromCache },
    leftOut,
    warnings: warnings.filter((warning) => warning !== null),
  };
}

function plannedRounds({ number, records, done }: Rounds): PlannedRounds {
  return { round: number, added: records.filter(({ round }) => round === number), done };
}

/** The first instance that would go on with other numerics than its chain began with, which a run would refuse. */
async function otherNumerics(forecasts: readonly Forecast[]): Promise<string | null> {
  const recorded = (node: PlanNode) => forecasts[node.index]!.resolved?.hit?.numerics ?? {};
  const here = numericsHere(chooseNumerics);
  for (const { node, outcome } of forecasts) {
    const message = outcome === 'run' ? await continuesOther(node, recorded, here) : null;
    if (message !== null) return message;
  }
  return null;
}

interface StageCounts {
  hits: number;
  fromCache: number;
  readonly accepted: Map<AcceptanceRecord, number>;
  readonly reasons: Map<string, number>;
  workMs: number;
  unknown: number;
}

/** Forecasts by stage, and the time that a run packed into such a room takes; more where there is no comparable run. */
export function workOf(
  forecasts: readonly Forecast[],
  costs: Pick<Costs, 'ms'>,
  room: Room,
  cache: Comparison['cache'] = null,
): { readonly stages: readonly StagePlan[]; readonly estimate: EstimatedTime } {
  const ms = forecasts.map(({ node, outcome }) => (outcome === 'run' ? costs.ms(node) : 0));
  const stages = stagePlans(forecasts, ({ index }) => ms[index]!, cache);
  const toRun = forecasts.flatMap(({ node, outcome }) => (outcome === 'run' ? [node] : []));
  const known = stages.some(({ workMs }) => workMs > 0);
  return {
    stages,
    estimate: {
      ms: known ? packedTime(toRun, ({ index }) => ms[index] ?? 0, room) : 0,
      complete: stages.every(({ unknown }) => unknown === 0),
    },
  };
}

/**
 * Forecasts by stage, in the order of the plan.
 *
 * @param msOf   milliseconds of an instance, null if there was no comparable run
 * @param cache  that hits would be taken from; null if there is none
 */
export function stagePlans(
  forecasts: readonly Forecast[],
  msOf: (node: PlanNode) => number | null,
  cache: Comparison['cache'] = null,
): readonly StagePlan[] {
  const stages = new Map<string, StageCounts>();
  for (const instance of forecasts) {
    const { node, outcome, resolved } = instance;
    const entry = stages.get(node.stage.name) ?? {
      hits: 0,
      fromCache: 0,
      accepted: new Map(),
      reasons: new Map(),
      workMs: 0,
      unknown: 0,
    };
    if (outcome === 'hit') {
      entry.hits++;
      if (cache?.wouldTake(resolved!.hit!.recipeKey) === true) entry.fromCache++;
      const [link] = resolved!.accepted;
      if (link !== undefined) entry.accepted.set(link, (entry.accepted.get(link) ?? 0) + 1);
    } else {
      const reason = forecastReason(instance, forecasts);
      entry.reasons.set(reason, (entry.reasons.get(reason) ?? 0) + 1);
      const ms = msOf(node);
      entry.workMs += ms ?? 0;
      entry.unknown += ms === null ? 1 : 0;
    }
    stages.set(node.stage.name, entry);
  }
  return [...stages].map(([stage, { hits, fromCache, accepted, reasons, workMs, unknown }]) => {
    const toRun = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    const sorted = [...reasons].sort(([, one], [, other]) => other - one);
    return {
      stage,
      instances: hits + toRun,
      hits,
      fromCache,
      accepted: [...accepted].map(([by, instances]) => ({ by, instances })),
      toRun,
      reasons: sorted.map(([reason, instances]) => ({ reason, instances })),
      workMs,
      unknown,
    };
  });
}
