import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonical } from '@rgflow/pipeline';
import { StoreAccessError } from '@rgflow/store/errors';
import { makeFolder } from '@rgflow/store/make-folder';
import type { PublishedStudy } from '@rgflow/studies';
import { askFile } from '../ask.js';
import { prepareStudy, type StudyOptions } from '../prepared-study.js';
import { listRuns, type StoredRun } from '../runs.js';
import { planStudy } from '../stage-plans.js';
import { failureOf, UsageError } from '../usage-error.js';
import { defaultStore } from '../workspace.js';
import { demandMemory, demandTimeLimit } from './limits.js';
import { type QueuedTask, sbatch, squeue } from './queue.js';
import { arrayScript, mergeScript, type SlurmJobs, type SlurmOptions } from './script.js';

/** What a sweep is submitted with. */
export interface SubmitOptions extends StudyOptions, SlurmOptions {
  readonly shards: number;
  /** What the stores of the shards are merged into. */
  readonly store?: string | undefined;
  /** Where the shards have their stores; beside the store unless told. */
  readonly folder?: string | undefined;
  readonly numerics?: 'any' | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What was submitted, or would be. */
export interface Submitted {
  readonly folder: string;
  readonly target: string;
  /** Shards that have nothing to do, that Slurm has already, and that were submitted. */
  readonly done: readonly number[];
  readonly queued: readonly number[];
  readonly tasks: readonly number[];
  /** Null of a dry run, or where all is under way; of the array where every shard is done. */
  readonly jobs: { readonly array: number | null; readonly merge: number } | null;
  readonly scripts: { readonly array: string; readonly merge: string };
}

/** What is remembered of a submission, in its folder. */
interface Remembered {
  readonly study: string;
  readonly name: string;
  readonly target: string;
  readonly parts: number;
  /** What decides which cell falls to which shard. */
  readonly sweep: string;
  /** Shards that no cell falls into. */
  readonly empty: readonly number[];
  readonly jobs: readonly number[];
}

const REMEMBERED = 'submission.json';

/**
 * Submits a sweep to Slurm: an array of its shards, and a job that merges their stores when it has ended. Submitted again
 * it restarts what is missing, and nothing that waits or runs.
 *
 * @param program  the words that start rgflow on the nodes
 * @throws {UsageError} if Slurm refuses, or the folder is that of another sweep.
 */
export async function submit(
  nameOrPath: string,
  program: readonly string[],
  options: SubmitOptions,
  studies?: readonly PublishedStudy[],
): Promise<Submitted> {
  const { shards: parts, store = defaultStore(), dryRun = false } = options;
  demandForms(options);
  // Any shard tells of the sweep, and of all shares.
  const { name, published, config, shares } = await prepareStudy(
    nameOrPath,
    { ...options, shard: `1/${parts}` },
    studies,
  );
  const target = resolve(store);
  const folder = resolve(options.folder ?? submissionFolder(target, name));
  const before = remembered(folder);
  const sweep = canonical({ params: config.params, sweep: config.sweep, local: config.local });
  if (before !== null && (before.sweep !== sweep || before.parts !== parts || before.study !== published.name)) {
    throw new UsageError(
      `${folder}: another sweep, or this one in ${before.parts} shards, was submitted from there; give another --folder.`,
    );
  }
  const all = Array.from({ length: parts }, (_, i) => i + 1);
  const standing = before === null || dryRun ? [] : await squeue(before.jobs);
  const queued = new Set(standing.filter(({ state }) => isUnderWay(state)).flatMap(({ task }) => task ?? []));
  const empty = all.filter((part) => shares![part - 1]!.cells === 0);
  const done = new Set<number>();
  for (const part of all) {
    if (!queued.has(part) && (empty.includes(part) || (await isDone(nameOrPath, part, options, folder, studies))))
      done.add(part);
  }
  const tasks = all.filter((part) => !queued.has(part) && !done.has(part));
  const jobs: SlurmJobs = {
    ...{ name, folder, target, parts, tasks, program },
    words: wordsOf(nameOrPath, name, options),
    slurm: options,
  };
  const scripts = { array: arrayScript(jobs), merge: mergeScript(jobs) };
  const submitted = { folder, target, done: [...done], queued: [...queued], tasks, scripts };
  if (dryRun || (tasks.length === 0 && queued.size > 0)) return { ...submitted, jobs: null };

  makeFolder(folder);
  for (const [job, script] of Object.entries(scripts))
    writeFileSync(join(folder, `${job}.sh`), script, { mode: 0o755 });
  const array = tasks.length === 0 ? null : await sbatch(join(folder, 'array.sh'));
  const remember = (more: readonly number[]): void => {
    const record = { study: published.name, name, target, parts, sweep, empty };
    const text = JSON.stringify({ ...record, jobs: [...(before?.jobs ?? []), ...more] } satisfies Remembered, null, 1);
    writeFileSync(join(folder, REMEMBERED), `${text}\n`);
  };
  remember(array === null ? [] : [array]);
  // Also after those that run already.
  const others = [
    ...new Set(standing.filter(({ task, state }) => task !== null && isUnderWay(state)).map(({ job }) => job)),
  ];
  const first = [...(array === null ? [] : [array]), ...others];
  const merge = await sbatch(join(folder, 'merge.sh'), first.length === 0 ? null : `afterany:${first.join(':')}`);
  remember([...(array === null ? [] : [array]), merge]);
  return { ...submitted, jobs: { array, merge } };
}

/** Where the shards of results of a name have their stores, unless told: beside the store that they are merged into. */
export function submissionFolder(store: string, name: string): string {
  return join(dirname(store), 'submitted', name);
}

/** What goes into a script is one line, and of a form that Slurm takes. */
function demandForms({ partition, time, memory, sbatch: more = [], folder }: SubmitOptions): void {
  for (const text of [partition, time, memory, folder, ...more]) {
    if (text !== undefined && /[\r\n"]/.test(text)) {
      throw new UsageError(`submit: ${JSON.stringify(text)}: expected one line without quotes.`);
    }
  }
  if (time !== undefined) demandTimeLimit(time);
  if (memory !== undefined) demandMemory(memory);
}

/** How a shard stands: what Slurm says, and what its stores hold. */
export interface ShardStanding {
  readonly part: number;
  /** Null if Slurm knows nothing of it (any more). */
  readonly slurm: QueuedTask | null;
  /** The newest run of its newest store that can be read; null if there is none. */
  readonly run: StoredRun | null;
  /** No cell falls into it: there is nothing to run. */
  readonly isEmpty: boolean;
}

export interface SubmissionStanding {
  readonly folder: string;
  readonly study: string;
  readonly name: string;
  readonly target: string;
  readonly shards: readonly ShardStanding[];
  /** What Slurm says of the job that merges. */
  readonly merge: QueuedTask | null;
}

/** How a submission stands. @throws {UsageError} if nothing was submitted from the folder. */
export async function submissionStanding(given: string): Promise<SubmissionStanding> {
  const folder = resolve(given);
  const record = remembered(folder);
  if (record === null)
    throw new UsageError(`${folder}: nothing was submitted from there; give the --folder of a submission.`);
  const tasks = await squeue(record.jobs);
  const shards: ShardStanding[] = [];
  for (let part = 1; part <= record.parts; part++) {
    const slurm = newest(tasks.filter(({ task }) => task === part));
    shards.push({ part, slurm, run: await runOf(folder, part, record.parts), isEmpty: record.empty.includes(part) });
  }
  const { study, name, target } = record;
  return { folder, study, name, target, shards, merge: newest(tasks.filter(({ task }) => task === null)) };
}

/** Waiting or running, or about to. */
export function isUnderWay(state: string): boolean {
  return [
    'PENDING',
    'RUNNING',
    'CONFIGURING',
    'COMPLETING',
    'SUSPENDED',
    'REQUEUED',
    'RESIZING',
    'SIGNALING',
    'STAGE_OUT',
    'STOPPED',
  ].includes(state);
}

function newest(tasks: readonly QueuedTask[]): QueuedTask | null {
  return tasks.reduce<QueuedTask | null>((best, each) => (best === null || each.job >= best.job ? each : best), null);
}

function remembered(folder: string): Remembered | null {
  const file = join(folder, REMEMBERED);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Remembered) : null;
}

/** The stores of a shard, the newest first: those of later jobs and restarts. */
function storesOf(folder: string, part: number): readonly string[] {
  if (!existsSync(folder)) return [];
  const numbersIn = (name: string) => name.match(/\d+/g)!.map(Number);
  return readdirSync(folder)
    .filter((name) => new RegExp(`^shard-${part}\\.\\d+\\.\\d+\\.duckdb$`).test(name))
    .sort((a, b) => numbersIn(b)[1]! - numbersIn(a)[1]! || numbersIn(b)[2]! - numbersIn(a)[2]!)
    .map((name) => join(folder, name));
}

async function runOf(folder: string, part: number, parts: number): Promise<StoredRun | null> {
  for (const store of storesOf(folder, part)) {
    try {
      const [run] = await listRuns(askFile(store), { most: 1, where: `config ->> '$.shard' = '${part}/${parts}'` });
      if (run !== undefined) return run;
    } catch (error) {
      // In use on another machine, or begun and not made yet.
      if (failureOf(error) === undefined) throw error;
    }
  }
  return null;
}

/** Whether one of its stores has all that the shard asks, by the code that there is now. */
async function isDone(
  nameOrPath: string,
  part: number,
  options: SubmitOptions,
  folder: string,
  studies?: readonly PublishedStudy[],
): Promise<boolean> {
  for (const store of storesOf(folder, part)) {
    try {
      const shard = `${part}/${options.shards}`;
      const [run] = await listRuns(askFile(store), {
        most: 1,
        where: `config ->> '$.shard' = '${shard}' and status = 'complete'`,
      });
      if (run === undefined) continue;
      const { stages } = await planStudy(await prepareStudy(nameOrPath, { ...options, shard }, studies), { store });
      if (stages.every(({ toRun }) => toRun === 0)) return true;
    } catch (error) {
      if (error instanceof UsageError || error instanceof StoreAccessError || failureOf(error) === undefined)
        throw error;
    }
  }
  return false;
}

/** What was said, for each node to say again; a file by its whole path. */
function wordsOf(nameOrPath: string, name: string, options: SubmitOptions): readonly string[] {
  const { set = [], engine, force = [], numerics } = options;
  const study = existsSync(nameOrPath) && /[/\\]|\.ya?ml$/.test(nameOrPath) ? resolve(nameOrPath) : nameOrPath;
  return [
    study,
    ...set.flatMap((each) => ['--set', each]),
    ...(engine === undefined ? [] : ['--engine', engine]),
    ...force.flatMap((each) => ['--force', each]),
    ...(numerics === undefined ? [] : ['--numerics', numerics]),
    '--name',
    name,
  ];
}
