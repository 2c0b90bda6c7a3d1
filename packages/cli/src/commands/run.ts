import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { SqlRow } from '@rgflow/drawing';
import { execute, type PipelineEvent, type RunResult } from '@rgflow/pipeline';
import { type DuckDbStore, openStore, QueryError, serveQueries } from '@rgflow/store';
import {
  type Ask,
  askStore,
  defaultStore,
  labelInstances,
  type PreparedStudy,
  ProgressTracker,
  prepareStudy,
  provenance,
  type StudyOptions,
  shortPath,
  sqlLiteral,
} from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { failureSummary } from '../failure-summary.js';
import { takeInterrupts } from '../interrupts.js';
import { showProgress } from '../progress/display.js';
import { summaryTable } from '../summary-table.js';
import { version } from '../version.js';

export interface RunOptions extends StudyOptions {
  readonly jobs?: number;
  readonly store?: string;
  readonly failFast?: boolean;
  readonly json?: boolean;
}

/** Runs what a study still lacks and prints what it found. */
export async function run(study: string, options: RunOptions): Promise<ExitCode> {
  const prepared = await prepareStudy(study, options);
  const interrupts = takeInterrupts();
  let store: DuckDbStore | null = null;
  try {
    store = await openStore(options.store ?? defaultStore());
    const server = await serveQueries(store);
    const result = await executeShown(prepared, store, options, interrupts);
    const report = await reportOf(prepared, store, result);
    await server.close();
    await store.close();
    const text = options.json === true ? jsonResult(report) : reportText(report, prepared, colorsFor(process.stdout));
    process.stdout.write(`${text}\n`);
    return exitCodeOf(result);
  } finally {
    await store?.close();
    interrupts.release();
  }
}

/** Executes the plan with its progress on stderr and, with `--json`, its events on stdout. */
async function executeShown(
  { published, plan, force, config }: PreparedStudy,
  store: DuckDbStore,
  options: RunOptions,
  { drain, stop }: { readonly drain: AbortSignal; readonly stop: AbortSignal },
): Promise<RunResult> {
  const { name } = published;
  const jobs = options.jobs ?? availableParallelism();
  const label = labelInstances(plan.nodes);
  const tracker = new ProgressTracker(name, plan, jobs, await store.meanWallMs(), label);
  const display = showProgress(process.stderr, tracker, label);
  const onEvent = (event: PipelineEvent): void => {
    display.observe(event);
    if (options.json === true && event.type !== 'ended') process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  try {
    const execution = execute(plan, {
      store,
      study: name,
      config,
      jobs,
      provenance: await provenance(version()),
      force,
      failFast: options.failFast === true,
      drain,
      stop,
      onEvent,
    });
    tracker.follow(execution);
    const result = await execution.result;
    display.end();
    if (result.failures.length > 0) {
      process.stderr.write(`${failureSummary(result.failures, label, colorsFor(process.stderr))}\n`);
    }
    return result;
  } finally {
    display.end();
  }
}

/** What is told at the end of a run. */
interface RunReport {
  readonly result: RunResult;
  readonly store: string;
  /** Paths of the figures drawn by this run or an earlier one. */
  readonly figures: readonly string[];
  /** Null if it could not be made. */
  readonly summary: readonly SqlRow[] | null;
}

async function reportOf(prepared: PreparedStudy, store: DuckDbStore, result: RunResult): Promise<RunReport> {
  const { published, plan } = prepared;
  const { file } = store;
  // The plain SQL views show the newest run that ended; an interrupted one has nothing to show.
  if (result.status === 'interrupted' || plan.nodes.length === 0)
    return { result, store: file, figures: [], summary: [] };
  const { name } = published;
  const ask = askStore(store);
  const summary = await ask(published.summary.query(sqlLiteral(name))).catch((error: unknown) => {
    // A table that no stage has filled was never made: networks that are not trained have none of the training. The results are safe.
    if (!(error instanceof QueryError)) throw error;
    if (result.status === 'complete') process.stderr.write(`no summary: ${error.message.split('\n', 1)[0]}\n`);
    return null;
  });
  const figures = result.status === 'complete' ? await figuresOf(prepared, store, result, ask) : [];
  return { result, store: file, figures, summary };
}

/** Draws the figures of a study as SVG and as a web page next to the store, unless they are there and nothing has changed. */
async function figuresOf(
  { published }: PreparedStudy,
  store: DuckDbStore,
  { counts }: RunResult,
  ask: Ask,
): Promise<readonly string[]> {
  const { name } = published;
  const drawn: string[] = [];
  for (const figure of Object.keys(published.figures)) {
    const files = ['svg', 'html'].map((ending) => join(dirname(store.file), 'figures', name, `${figure}.${ending}`));
    if (counts.executed > 0 || !files.every((path) => existsSync(path))) {
      try {
        // Loading the figures takes longer than a run that has nothing to do.
        const { drawFigure, findFigure, writeFigure } = await import('@rgflow/workbench');
        const content = await drawFigure(await findFigure(figure), name, ask);
        for (const path of files) await writeFigure(content, path);
      } catch (error) {
        // The results are safe in the store; a figure that cannot be drawn of them is no reason to fail.
        process.stderr.write(`figure ${figure}: ${(error as Error).message}\n`);
        continue;
      }
    }
    drawn.push(...files);
  }
  return drawn;
}

function jsonResult({ result, ...rest }: RunReport): string {
  return JSON.stringify({ type: 'result', ...result, ...rest });
}

function reportText(report: RunReport, { published }: PreparedStudy, colors: Colors): string {
  const { result, store, summary } = report;
  const { bold, dim } = colors;
  const { executed, hit, failed, skipped } = result.counts;
  const name = bold(published.name);
  const counts = [
    `executed ${executed}`,
    `hit ${hit}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    ...(skipped > 0 ? [`skipped ${skipped}`] : []),
  ].join(', ');
  const ending = `${name}: ${counts} in ${formatDuration(result.wallMs)}`;
  if (result.status === 'interrupted') return `${ending}; interrupted, the same command goes on from here`;
  const table = summary === null ? '' : `${summaryTable(published.summary.columns, summary, colors)}\n\n`;
  const files = [
    `${dim('store ')}  ${shortPath(store)}`,
    ...report.figures.map((file) => `${dim('figure')}  ${shortPath(file)}`),
  ];
  return `${table}${files.join('\n')}\n${ending}`;
}

function exitCodeOf({ status }: RunResult): ExitCode {
  switch (status) {
    case 'complete':
      return exitCode.ok;
    case 'partial':
      return exitCode.failed;
    case 'interrupted':
      return exitCode.interrupted;
    default:
      return status satisfies never;
  }
}
