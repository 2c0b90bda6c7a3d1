import { existsSync } from 'node:fs';
import { shellWord } from '@rgflow/pipeline/shell-text';
import { beginInstance } from '@rgflow/store/begun-instance';
import type { CacheOptions, PreparedStudy, ShareOfWork, StudyOptions, StudyPlan } from '@rgflow/workbench';
import { prepareStudy } from '@rgflow/workbench/prepared-study';
import { isSavedPlan, textOfPlan } from '@rgflow/workbench/saved/saved-plan';
import { planStudy, planToSave } from '@rgflow/workbench/stage-plans';
import { shortPath } from '@rgflow/workbench/study-text';
import { UsageError } from '@rgflow/workbench/usage-error';
import { type Colors, colorsFor } from '../colors.js';
import { counted } from '../counted.js';
import { dayOf } from '../day-of.js';
import { formatDuration } from '../duration.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { leftOutLines } from '../left-out-lines.js';
import { noInstances } from '../no-instances.js';
import { writeInto } from '../output.js';
import { addedText, roundsText } from '../rounds-text.js';
import { textTable } from '../text-table.js';
import { warn } from '../warn.js';

interface PlanOptions extends StudyOptions, CacheOptions {
  readonly store?: string;
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  /** A file to write the plan to. */
  readonly save?: string;
  readonly json?: boolean;
}

/** Says what a run would execute and why. */
export async function plan(study: string, options: PlanOptions): Promise<ExitCode> {
  beginInstance();
  const prepared = await prepareStudy(study, options);
  const { estimate, ...planned } =
    options.save === undefined
      ? await planStudy(prepared, options)
      : await planAndSave(prepared, options.save, options);
  const text =
    options.json === true
      ? JSON.stringify({ ...planned, estimatedMs: estimate.ms })
      : planText({ ...planned, estimate }, colorsFor(process.stdout));
  warn(planned.warnings);
  process.stdout.write(`${text}\n`);
  return planned.stages.some(({ toRun }) => toRun > 0) ? exitCode.workToDo : exitCode.ok;
}

async function planAndSave(prepared: PreparedStudy, file: string, options: PlanOptions): Promise<StudyPlan> {
  if (existsSync(file) && !isSavedPlan(file)) {
    throw new UsageError(`--save ${file}: that file is there, and is no saved plan; name another.`);
  }
  const { planned, saved } = await planToSave(prepared, options);
  await writeInto(file, async (sink) => sink(Buffer.from(textOfPlan(saved))));
  process.stderr.write(
    `${file}: ${saved.instances.length} instances; \`rgflow run --plan ${shellWord(file)}\` runs this plan\n`,
  );
  return planned;
}

/** Reasons shown of each stage. */
const TOP_REASONS = 3;

type Optional = 'shares' | 'rounds' | 'cache' | 'leftOut';
type PlanToTell = Omit<StudyPlan, 'warnings' | Optional> & Partial<Pick<StudyPlan, Optional>>;

/** Shares that are shown one by one. */
const MOST_SHARES = 32;

/** Which share has how much of the predicted work. */
function sharesText(shares: readonly ShareOfWork[], colors: Colors): string {
  const percent = (work: number): string => `${(100 * work).toFixed(1)} %`;
  const table = textTable(
    [
      { header: 'shard', align: 'left' },
      { header: 'cells', align: 'right' },
      { header: 'instances', align: 'right' },
      { header: 'work', align: 'right' },
    ],
    shares.slice(0, MOST_SHARES).map(({ part, cells, instances, work }) => {
      return [`${part}/${shares.length}`, String(cells), String(instances), percent(work)];
    }),
    colors,
  );
  const more = shares.length > MOST_SHARES ? `\n${colors.dim(`and ${shares.length - MOST_SHARES} more`)}` : '';
  const empty = shares.filter(({ instances }) => instances === 0).length;
  const mean = shares.reduce((sum, { work }) => sum + work, 0) / shares.length;
  const largest = Math.max(...shares.map(({ work }) => work));
  return `${table}${more}\nThe largest has ${(mean === 0 ? 1 : largest / mean).toFixed(2)} times the mean, as predicted${empty === 0 ? '' : `; ${empty} of ${shares.length} have nothing to do`}.`;
}

/** How long the instances of a stage take one after the other, by comparable runs. */
function workText(toRun: number, workMs: number, unknown: number, dim: Colors['dim']): string {
  if (toRun === 0) return '';
  if (unknown === toRun) return dim('no comparable run');
  return `${unknown > 0 ? 'more than ' : ''}${formatDuration(workMs)}`;
}

export function planText(
  {
    name,
    cells,
    allCells,
    shares = null,
    stages,
    jobs,
    estimate,
    rounds = null,
    cache = null,
    leftOut = [],
  }: PlanToTell,
  colors: Colors,
): string {
  const { bold, cyan, dim, green } = colors;
  const dealt = shares === null ? [] : [sharesText(shares, colors)];
  if (stages.length === 0) return [`${noInstances(bold(name), cells, allCells)}.`, ...dealt].join('\n\n');
  const rows = stages.map(({ stage, instances, hits, toRun, workMs, unknown }) => [
    toRun > 0 ? stage : dim(stage),
    String(instances),
    hits > 0 ? cyan(String(hits)) : dim('0'),
    toRun > 0 ? green(String(toRun)) : dim('0'),
    workText(toRun, workMs, unknown, dim),
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
  const heading = [`${bold(name)}: ${counted(cells, 'cell')}`, ...roundLines(rounds)].join('\n');
  const accepted = stages.flatMap(({ stage, accepted: links }) =>
    links.map(({ by: { because, by, at }, instances }) => {
      return `${counted(instances, 'hit')} of ${stage} on results of earlier code, accepted ${dayOf(at)} by ${by}: "${because}"`;
    }),
  );
  const notes = [...leftOutLines({ name, leftOut }), ...cacheLines(cache), ...accepted];
  const head = [heading, ...dealt, table, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
  const isTaken = cache !== null && cache.hits > 0;
  if (toRun === 0)
    return `${head}\n\nNothing to do: every instance is in the store${isTaken ? ' or in the cache' : ''}.`;

  const width = Math.max(...pending.map(({ stage }) => stage.length));
  const why = pending.flatMap(({ stage, reasons }) => {
    const shown = reasons.slice(0, TOP_REASONS).map(({ reason, instances }, i) => {
      return `  ${(i === 0 ? stage : '').padEnd(width)}  ${reason} ${dim(`(${instances})`)}`;
    });
    const rest = reasons.slice(TOP_REASONS).reduce((sum, { instances }) => sum + instances, 0);
    return rest === 0 ? shown : [...shown, `  ${' '.repeat(width)}  ${dim(`other reasons (${rest})`)}`];
  });
  const { ms, complete } = estimate;
  const inRound = rounds === null ? '' : ' in this round';
  const jobsText = counted(jobs, 'job');
  const time = ms === 0 ? '' : `, ${complete ? 'about' : 'more than'} ${formatDuration(ms)} with ${jobsText}`;
  return `${head}\n\n${bold('Why')}\n${why.join('\n')}\n\n${counted(toRun, 'instance')} to run${inRound}${time}.`;
}

/** How many hits are not in the store yet. */
function cacheLines(cache: StudyPlan['cache']): readonly string[] {
  return cache === null
    ? []
    : [`cache ${shortPath(cache.address)}: a run takes ${counted(cache.hits, 'hit')} from there`];
}

/** Reasons shown of a round. */
const TOP_ROUND = 5;

/** What the round adds and why; more rounds may follow from what it gives. */
function roundLines(rounds: StudyPlan['rounds']): readonly string[] {
  if (rounds === null) return [];
  const { round, added, done } = rounds;
  if (done !== null) return [roundsText(round, done), ...some(done)];
  if (round === 0) return ['the sweep as written; further cells follow from its results, in rounds'];
  return [`round ${round}: ${addedText(added)}; more may follow from their results`, ...some(added)];
}

function some(records: NonNullable<StudyPlan['rounds']>['added']): readonly string[] {
  const lines = records.slice(0, TOP_ROUND).map(({ cell, value, reason }) => {
    const at = Object.entries(cell).map(([path, each]) => `${path} ${String(each)}`);
    return `  ${at.length === 0 ? '' : `${at.join(', ')}: `}${value === null ? '' : `${value}: `}${reason}`;
  });
  return records.length > TOP_ROUND ? [...lines, `  and ${records.length - TOP_ROUND} more`] : lines;
}
