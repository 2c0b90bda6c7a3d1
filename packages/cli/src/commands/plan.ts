import { availableParallelism } from 'node:os';
import type { Forecast } from '@rgflow/pipeline';
import { compareWithStore, forecastReason, prepareStudy, type StudyOptions } from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

export interface PlanOptions extends StudyOptions {
  readonly store?: string;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** What a run would do to the instances of one stage. */
export interface StagePlan {
  readonly stage: string;
  readonly instances: number;
  readonly hits: number;
  readonly toRun: number;
  /** Reasons to run with how many instances have each, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly instances: number }[];
  /** Mean wall milliseconds of an execution so far; null if there was none. */
  readonly meanMs: number | null;
}

/** Says what a run would execute and why. */
export async function plan(study: string, options: PlanOptions): Promise<ExitCode> {
  const prepared = await prepareStudy(study, options);
  const { stages } = await compareWithStore(prepared, options.store, async ({ forecasts, store }) => {
    return { stages: stagePlans(forecasts, (await store?.meanWallMs()) ?? new Map()) };
  });
  const jobs = options.jobs ?? availableParallelism();
  const name = prepared.published.name;
  const text =
    options.json === true
      ? JSON.stringify({ study: name, cells: prepared.cells, jobs, stages, estimatedMs: estimate(stages, jobs).ms })
      : planText(name, prepared.cells, stages, jobs, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return stages.some(({ toRun }) => toRun > 0) ? exitCode.workToDo : exitCode.ok;
}

/** Forecasts by stage, in the order of the plan. */
export function stagePlans(
  forecasts: readonly Forecast[],
  meanWallMs: ReadonlyMap<string, number>,
): readonly StagePlan[] {
  const stages = new Map<string, { hits: number; reasons: Map<string, number> }>();
  for (const instance of forecasts) {
    const { node, outcome } = instance;
    const entry = stages.get(node.stage.name) ?? { hits: 0, reasons: new Map<string, number>() };
    const reason = forecastReason(instance, forecasts);
    if (outcome === 'hit') entry.hits++;
    else entry.reasons.set(reason, (entry.reasons.get(reason) ?? 0) + 1);
    stages.set(node.stage.name, entry);
  }
  return [...stages].map(([stage, { hits, reasons }]) => {
    const toRun = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    const sorted = [...reasons].sort(([, one], [, other]) => other - one);
    return {
      stage,
      instances: hits + toRun,
      hits,
      toRun,
      reasons: sorted.map(([reason, instances]) => ({ reason, instances })),
      meanMs: meanWallMs.get(stage) ?? null,
    };
  });
}

/** Time of what is to run, shared among the jobs; `complete` is false if a stage was never timed. */
function estimate(stages: readonly StagePlan[], jobs: number): { readonly ms: number; readonly complete: boolean } {
  const pending = stages.filter(({ toRun }) => toRun > 0);
  const work = pending.reduce((sum, { toRun, meanMs }) => sum + toRun * (meanMs ?? 0), 0);
  return { ms: work / jobs, complete: pending.every(({ meanMs }) => meanMs !== null) };
}

/** Reasons shown of each stage. */
const TOP_REASONS = 3;

export function planText(
  study: string,
  cells: number,
  stages: readonly StagePlan[],
  jobs: number,
  colors: Colors,
): string {
  const { bold, cyan, dim, green } = colors;
  const rows = stages.map(({ stage, instances, hits, toRun, meanMs }) => [
    toRun > 0 ? stage : dim(stage),
    String(instances),
    hits > 0 ? cyan(String(hits)) : dim('0'),
    toRun > 0 ? green(String(toRun)) : dim('0'),
    toRun === 0 ? '' : meanMs === null ? dim('not timed yet') : formatDuration(toRun * meanMs),
  ]);
  const table = textTable(
    [
      { header: 'stage', align: 'left' },
      { header: 'instances', align: 'right' },
      { header: 'hits', align: 'right' },
      { header: 'to run', align: 'right' },
      { header: 'work', align: 'right' },
    ],
    rows,
    colors,
  );
  const pending = stages.filter(({ toRun }) => toRun > 0);
  const toRun = pending.reduce((sum, stage) => sum + stage.toRun, 0);
  const heading = `${bold(study)}: ${cells} ${cells === 1 ? 'cell' : 'cells'}`;
  if (toRun === 0) return `${heading}\n\n${table}\n\nNothing to do: every instance is in the store.`;

  const width = Math.max(...pending.map(({ stage }) => stage.length));
  const why = pending.flatMap(({ stage, reasons }) => {
    const shown = reasons.slice(0, TOP_REASONS).map(({ reason, instances }, i) => {
      return `  ${(i === 0 ? stage : '').padEnd(width)}  ${reason} ${dim(`(${instances})`)}`;
    });
    const rest = reasons.slice(TOP_REASONS).reduce((sum, { instances }) => sum + instances, 0);
    return rest === 0 ? shown : [...shown, `  ${' '.repeat(width)}  ${dim(`other reasons (${rest})`)}`];
  });
  const { ms, complete } = estimate(stages, jobs);
  const jobsText = `${jobs} ${jobs === 1 ? 'job' : 'jobs'}`;
  const time = ms === 0 ? '' : `, ${complete ? 'about' : 'more than'} ${formatDuration(ms)} with ${jobsText}`;
  return `${heading}\n\n${table}\n\n${bold('Why')}\n${why.join('\n')}\n\n${toRun} ${toRun === 1 ? 'instance' : 'instances'} to run${time}.`;
}
