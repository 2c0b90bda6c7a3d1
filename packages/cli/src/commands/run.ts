import type { AuditReport, PipelineEvent, RunResult } from '@rgflow/pipeline';
import { shellWord } from '@rgflow/pipeline/shell-text';
import type { CacheMode, PreparedPlan, PreparedStudy, RunReport, RunUnderWay, StudyOptions } from '@rgflow/workbench';
import { labelInstances } from '@rgflow/workbench/instance-label';
import { prepareStudy } from '@rgflow/workbench/prepared-study';
import { provenance } from '@rgflow/workbench/provenance';
import { runStudy } from '@rgflow/workbench/run-study';
import { shortPath } from '@rgflow/workbench/study-text';
import { UsageError } from '@rgflow/workbench/usage-error';
import { atStore } from '../at-store.js';
import { type Colors, colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { failureSummary } from '../failure-summary.js';
import { takeInterrupts } from '../interrupts.js';
import { leftOutLines } from '../left-out-lines.js';
import { noInstances } from '../no-instances.js';
import { type ProgressDisplay, showProgress } from '../progress/display.js';
import { roundLine, roundsText } from '../rounds-text.js';
import { summaryTable } from '../summary-table.js';
import { version } from '../version.js';
import { warn } from '../warn.js';

interface RunOptions extends StudyOptions {
  /** The file of a saved plan. */
  readonly plan?: string;
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly store?: string;
  readonly failFast?: boolean;
  /** Percent of the hits. */
  readonly audit?: number;
  readonly numerics?: 'any';
  readonly cache?: CacheMode;
  readonly cacheAt?: string;
  readonly json?: boolean;
}

/**
 * Runs what a study still lacks and prints what it found, with its progress on stderr and, with `--json`, its events on
 * stdout.
 */
export async function run(study: string | undefined, options: RunOptions): Promise<ExitCode> {
  const { plan } = options;
  if (plan !== undefined) {
    refuseBesidePlan(plan, study, options);
    const { prepareSaved } = await import('@rgflow/workbench/saved/prepare-saved');
    const { prepared, only } = await prepareSaved(plan, options);
    return runPrepared(prepared, options, only);
  }
  if (study === undefined) {
    throw new UsageError('run: name a study, or with --plan a plan that `rgflow plan STUDY --save FILE` wrote.');
  }
  return runPrepared(await prepareStudy(study, options), options);
}

/** What is run is what was printed. @throws {UsageError} if something else is asked for as well. */
function refuseBesidePlan(plan: string, study: string | undefined, options: RunOptions): void {
  const changing = ['set', 'name', 'engine', 'shard', 'force'] as const;
  const [beside] = [
    ...(study === undefined ? [] : [`the study ${study}`]),
    ...changing.filter((option) => options[option] !== undefined).map((option) => `--${option}`),
  ];
  if (beside === undefined) return;
  throw new UsageError(
    `--plan ${plan}: the plan says all that is run, so ${beside} cannot stand beside it; leave it out, or plan anew ` +
      `with it and --save.`,
  );
}

/**
 * The same of a study that is prepared.
 *
 * @param only  the one round to run of a study that goes on from its results; null for all
 */
export async function runPrepared(
  prepared: PreparedStudy,
  options: RunOptions,
  only: PreparedPlan['only'] = null,
): Promise<ExitCode> {
  warn(prepared.warnings);
  tellLeftOut(prepared, options);
  const interrupts = takeInterrupts();
  let display: ProgressDisplay | null = null;
  const onBegin = (run: RunUnderWay): void => {
    if (run.round !== null) {
      if (options.json === true) process.stdout.write(`${JSON.stringify({ type: 'round', ...run.round })}\n`);
      else process.stderr.write(`${roundLine(prepared.name, run.round)}\n`);
    }
    display = showProgress(process.stderr, run);
  };
  const onEvent = (event: PipelineEvent): void => {
    display?.observe(event);
    if (event.type === 'ended') display?.end();
    else if (options.json === true) process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  try {
    const { drain, stop } = interrupts;
    const made = provenance(version());
    const report = await runStudy(prepared, { ...options, only, drain, stop, provenance: made, onBegin, onEvent });
    const notes = [...failureLines(report), ...replacedLines(report), ...onlyLines(report, only), ...report.remarks];
    if (notes.length > 0) process.stderr.write(`${notes.join('\n')}\n`);
    const text = options.json === true ? jsonResult(report) : reportText(report, colorsFor(process.stdout));
    process.stdout.write(`${text}\n`);
    return exitCodeOf(report.result);
  } finally {
    (display as ProgressDisplay | null)?.end();
    interrupts.release();
  }
}

/** Before the first instance, so that nobody waits for what does not come. */
function tellLeftOut(prepared: PreparedStudy, { json = false }: RunOptions): void {
  for (const part of json ? prepared.leftOut : []) {
    process.stdout.write(`${JSON.stringify({ type: 'left-out', ...part })}\n`);
  }
  for (const line of leftOutLines(prepared)) process.stderr.write(`${line}\n`);
}

function failureLines({ result, prepared: { plan } }: RunReport): readonly string[] {
  if (result.failures.length === 0) return [];
  return [failureSummary(result.failures, labelInstances(plan.nodes), colorsFor(process.stderr))];
}

/** That what may follow from the round of a plan is of another plan. */
function onlyLines({ result, prepared: { name } }: RunReport, only: PreparedPlan['only']): readonly string[] {
  if (only === null || only.done !== null || result.status !== 'complete') return [];
  const round = only.number === 0 ? 'the sweep as written' : `round ${only.number}`;
  return [`${name}: the plan was of ${round}, and that is run; what follows from it \`rgflow plan\` says.`];
}

/** What the plain tables showed before, so that nothing seems lost. */
function replacedLines({ replaced, result }: RunReport): readonly string[] {
  if (replaced === null || result.status === 'interrupted') return [];
  const { name, runId, differing } = replaced;
  const some = differing.slice(0, 3).join(', ');
  const more = differing.length > 3 ? ` and ${differing.length - 3} more` : '';
  return [
    `${name}: these results take the place of those with another ${some}${more}; --run ${runId} shows them still, ` +
      `and --name NEW keeps results apart.`,
  ];
}

function jsonResult({ result, remarks: _, prepared: __, ...rest }: RunReport): string {
  return JSON.stringify({ type: 'result', ...result, ...rest });
}

function reportText(report: RunReport, colors: Colors): string {
  const { result, store, summary, rounds } = report;
  const { published, name: called, plan, cells, allCells, leftOut } = report.prepared;
  const { bold, dim } = colors;
  const { executed, hit, failed, skipped } = result.counts;
  const name = bold(called);
  const counts = [
    `executed ${executed}`,
    `hit ${hit}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    ...(skipped > 0 ? [`skipped ${skipped}`] : []),
  ].join(', ');
  if (plan.nodes.length === 0) return `${noInstances(name, cells, allCells)}, nothing written down`;
  const taken = report.cache === null ? '' : `\n${name}: ${cacheText(report.cache)}`;
  const audit = result.audit === null ? '' : `\n${name}: ${auditText(result.audit)}`;
  const after = rounds === null ? '' : `\n${name}: ${roundsText(rounds.number, rounds.done)}`;
  const missing = leftOut.map((part) => part.name).join(', ');
  const without = missing === '' ? '' : `; left out: ${missing}`;
  const ending = `${name}: ${counts} in ${formatDuration(result.wallMs)}${without}${taken}${audit}${after}`;
  if (result.status === 'interrupted') return `${ending}; interrupted, the same command goes on from here`;
  const apart = report.apart.map((path) => ({ header: path, value: path }));
  const table =
    summary === null
      ? ''
      : `${summaryTable({ ...published.summary, columns: [...apart, ...published.summary.columns] }, summary, colors)}\n\n`;
  const files = [
    `${dim('store ')}  ${shortPath(store)}`,
    ...report.figures.map((file) => `${dim('figure')}  ${shortPath(file)}`),
  ];
  const asked =
    called === published.name
      ? ''
      : `\n${dim('tables')}  rgflow sql --name ${shellWord(called)}${atStore(store)} "..."`;
  return `${table}${files.join('\n')}${asked}\n${ending}`;
}

/** `cache /shared/rgflow: 40 results taken, 3 given` */
function cacheText({ address, taken, given, damaged, conflicts }: NonNullable<RunReport['cache']>): string {
  const differ = conflicts.length === 0 ? '' : `, ${conflicts.length} of another digest there`;
  const useless = damaged === 0 ? '' : `, ${counted(damaged, 'file')} there not used, being damaged`;
  return `cache ${shortPath(address)}: ${counted(taken, 'result')} taken, ${given} given${useless}${differ}`;
}

/** `audited 12 of 600 hits: all equal` */
export function auditText({ hits, audited, unchecked, left, different }: AuditReport): string {
  if (hits === 0) return 'nothing to audit: there was no hit';
  const exceptions = [
    different > 0 ? `${different} ${different === 1 ? 'differs' : 'differ'} from what the code gives` : '',
    unchecked > 0 ? `${unchecked} could not be checked` : '',
    left > 0 ? `${left} not reached` : '',
  ].filter((text) => text !== '');
  const equal = different > 0 ? '' : unchecked + left === 0 ? 'all equal' : 'those are equal';
  return `audited ${audited} of ${counted(hits, 'hit')}: ${[equal, ...exceptions].filter((text) => text !== '').join(', ')}`;
}

function exitCodeOf({ status, audit }: RunResult): ExitCode {
  if (audit !== null && audit.different > 0) return exitCode.storeDamaged;
  if (audit !== null && audit.left > 0) return exitCode.interrupted;
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
