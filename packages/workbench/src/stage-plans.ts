import { availableParallelism } from 'node:os';
import { type AcceptanceRecord, continuesOther, type Forecast, notBuilt, type PlanNode } from '@rgflow/pipeline';
import { compareWithStore } from './comparison.js';
import { forecastReason } from './forecast-reason.js';
import type { PreparedStudy } from './prepared-study.js';
import type { RoundRecord, Rounds } from './rounds/rounds.js';
import type { ShareOfWork } from './shard.js';

/** What a run would do to the instances of one stage. */
export interface StagePlan {
  readonly stage: string;
  readonly instances: number;
  readonly hits: number;
  /** Hits on results of earlier code, by the acceptance that lets them count (the newest link of a chain). */
  readonly accepted: readonly { readonly by: AcceptanceRecord; readonly instances: number }[];
  readonly toRun: number;
  /** Reasons to run with how many instances have each, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly instances: number }[];
  /** Mean wall milliseconds of an execution so far; null if there was none. */
  readonly meanMs: number | null;
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

/** A time that a run would take; `complete` is false if a stage was never timed, so that it would take longer. */
export interface EstimatedTime {
  readonly ms: number;
  readonly complete: boolean;
}

/** Compares a study with a store, by stages; writes nothing. */
export async function planStudy(
  prepared: PreparedStudy,
  options: { readonly store?: string | undefined; readonly jobs?: number | undefined } = {},
): Promise<StudyPlan> {
  const jobs = options.jobs ?? availableParallelism();
  return compareWithStore(prepared, options.store, async ({ prepared: there, rounds, forecasts, store, code }) => {
    const stages = stagePlans(forecasts, (await store?.meanWallMs()) ?? new Map());
    const warnings = [...prepared.warnings, notBuilt(code.unbuilt()), await otherNumerics(forecasts)];
    const { published, name, cells, allCells, shares } = there;
    return {
      study: published.name,
      name,
      cells,
      allCells,
      shares,
      jobs,
      stages,
      estimate: estimatedTime(stages, jobs),
      rounds: prepared.adaptive === null ? null : plannedRounds(rounds),
      warnings: warnings.filter((warning) => warning !== null),
    };
  });
}

function plannedRounds({ number, records, done }: Rounds): PlannedRounds {
  return { round: number, added: records.filter(({ round }) => round === number), done };
}

/** The first instance that would go on with other numerics than its chain began with, which a run would refuse. */
async function otherNumerics(forecasts: readonly Forecast[]): Promise<string | null> {
  const recorded = (node: PlanNode) => forecasts[node.index]!.resolved?.hit?.numerics ?? {};
  for (const { node, outcome } of forecasts) {
    const message = outcome === 'run' ? await continuesOther(node, recorded) : null;
    if (message !== null) return message;
  }
  return null;
}

interface StageCounts {
  hits: number;
  readonly accepted: Map<AcceptanceRecord, number>;
  readonly reasons: Map<string, number>;
}

/** Forecasts by stage, in the order of the plan. */
export function stagePlans(
  forecasts: readonly Forecast[],
  meanWallMs: ReadonlyMap<string, number>,
): readonly StagePlan[] {
  const stages = new Map<string, StageCounts>();
  for (const instance of forecasts) {
    const { node, outcome, resolved } = instance;
    const entry = stages.get(node.stage.name) ?? { hits: 0, accepted: new Map(), reasons: new Map() };
    if (outcome === 'hit') {
      entry.hits++;
      const [link] = resolved!.accepted;
      if (link !== undefined) entry.accepted.set(link, (entry.accepted.get(link) ?? 0) + 1);
    } else {
      const reason = forecastReason(instance, forecasts);
      entry.reasons.set(reason, (entry.reasons.get(reason) ?? 0) + 1);
    }
    stages.set(node.stage.name, entry);
  }
  return [...stages].map(([stage, { hits, accepted, reasons }]) => {
    const toRun = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    const sorted = [...reasons].sort(([, one], [, other]) => other - one);
    return {
      stage,
      instances: hits + toRun,
      hits,
      accepted: [...accepted].map(([by, instances]) => ({ by, instances })),
      toRun,
      reasons: sorted.map(([reason, instances]) => ({ reason, instances })),
      meanMs: meanWallMs.get(stage) ?? null,
    };
  });
}

/** Time of what is to run, shared among the jobs; `complete` is false if a stage was never timed. */
export function estimatedTime(stages: readonly StagePlan[], jobs: number): EstimatedTime {
  const pending = stages.filter(({ toRun }) => toRun > 0);
  const work = pending.reduce((sum, { toRun, meanMs }) => sum + toRun * (meanMs ?? 0), 0);
  return { ms: work / jobs, complete: pending.every(({ meanMs }) => meanMs !== null) };
}
