import { fileURLToPath } from 'node:url';
import { shellWord } from '@rgflow/pipeline/shell-text';
import type { ShardStanding, SubmissionStanding, SubmitOptions, Submitted } from '@rgflow/workbench';
import { prepareStudy } from '@rgflow/workbench/prepared-study';
import {
  isUnderWay,
  submissionFolder,
  submissionStanding,
  submit as submitStudy,
} from '@rgflow/workbench/slurm/submission';
import { shortPath } from '@rgflow/workbench/study-text';
import { UsageError } from '@rgflow/workbench/usage-error';
import { defaultStore } from '@rgflow/workbench/workspace';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface Options extends Omit<SubmitOptions, 'shards'> {
  readonly slurm?: boolean;
  readonly shards?: number;
  readonly status?: boolean;
  readonly json?: boolean;
}

/** Hands a sweep to Slurm, or says how one that was handed over stands. */
export async function submit(study: string | undefined, options: Options): Promise<ExitCode> {
  if (options.status === true) return status(study, options);
  const { slurm, shards, json = false } = options;
  if (study === undefined) throw new UsageError('submit: which study? Give its name, or the path of its file.');
  if (slurm !== true)
    throw new UsageError('submit: to what? --slurm is what there is; docs/cluster.md has other ways.');
  if (shards === undefined)
    throw new UsageError('submit: in how many shards? Say --shards 8; `rgflow plan --shard 1/8` shows them.');
  const submitted = await submitStudy(study, programWords(), { ...options, shards });
  if (json) process.stdout.write(`${JSON.stringify(submitted)}\n`);
  else if (options.dryRun === true) process.stdout.write(dryRunText(submitted));
  else process.stdout.write(`${submittedText(submitted, shards, colorsFor(process.stdout))}\n`);
  return exitCode.ok;
}

/** The words that start this very program. */
function programWords(): readonly string[] {
  return [process.execPath, fileURLToPath(new URL('../../bin/rgflow.js', import.meta.url))];
}

export function dryRunText({ scripts, tasks, done, folder }: Submitted): string {
  const left = done.length === 0 ? '' : `# ${done.length} of the shards have nothing left to do.\n`;
  const then = `# Then, when the array has ended (--dependency=afterany), ${folder}/merge.sh:\n`;
  const array = tasks.length === 0 ? '# No shard is left to run.\n' : scripts.array;
  return `${left}${array}\n${then}${scripts.merge}`;
}

export function submittedText(
  { folder, target, jobs, tasks, done, queued }: Submitted,
  shards: number,
  colors: Colors,
): string {
  const { bold } = colors;
  const parts = [
    `${tasks.length} of ${shards} shards submitted`,
    ...(done.length > 0 ? [`${done.length} complete`] : []),
    ...(queued.length > 0 ? [`${queued.length} waiting or running`] : []),
  ].join(', ');
  if (jobs === null) return `${parts}; nothing more to submit`;
  const array = jobs.array === null ? '' : `array ${bold(String(jobs.array))}, then `;
  return [
    `${parts}: ${array}merge ${bold(String(jobs.merge))} into ${shortPath(target)}`,
    `stores and logs  ${shortPath(folder)}`,
    `\`rgflow submit --status --folder ${shellWord(shortPath(folder))}\` says how it stands`,
  ].join('\n');
}

async function status(study: string | undefined, options: Options): Promise<ExitCode> {
  const { folder, store = defaultStore(), json = false } = options;
  if (folder === undefined && study === undefined) {
    throw new UsageError('submit --status: of what? Give the study, or the --folder of the submission.');
  }
  const name = folder === undefined ? (await prepareStudy(study!, options)).name : '';
  const standing = await submissionStanding(folder ?? submissionFolder(store, name));
  const text = json ? JSON.stringify(standing) : statusText(standing, colorsFor(process.stdout));
  process.stdout.write(`${text}\n`);
  if (standing.shards.some(({ slurm }) => slurm !== null && isUnderWay(slurm.state))) return exitCode.workToDo;
  if (standing.merge !== null && isUnderWay(standing.merge.state)) return exitCode.workToDo;
  return standing.shards.every(isComplete) ? exitCode.ok : exitCode.failed;
}

function isComplete({ run, isEmpty }: ShardStanding): boolean {
  return isEmpty || run?.status === 'complete';
}

export function statusText({ name, target, shards, merge }: SubmissionStanding, colors: Colors): string {
  const { bold, dim, green, red } = colors;
  const rows = shards.map(({ part, slurm, run, isEmpty }) => [
    `${part}/${shards.length}`,
    slurm === null ? dim('unknown') : slurm.state.toLowerCase(),
    slurm?.nodes ?? '',
    slurm === null || slurm.restarts === 0 ? '' : String(slurm.restarts),
    isEmpty
      ? dim('no cells')
      : run === null
        ? dim('no run yet')
        : run.status === 'complete'
          ? green(run.status)
          : run.status,
    run === null ? '' : String(run.executed + run.hit),
    run === null || run.failed === 0 ? '' : red(String(run.failed)),
  ]);
  const header = ['shard', 'Slurm', 'node', 'restarts', 'run', 'done', 'failed'];
  const table = textTable(
    header.map((each, i) => ({ header: each, align: i === 0 || i === 1 || i === 2 || i === 4 ? 'left' : 'right' })),
    rows,
    colors,
  );
  const complete = shards.filter(isComplete).length;
  const merging = merge === null ? 'Slurm knows of no merge' : `merge ${merge.job} ${merge.state.toLowerCase()}`;
  return `${table}\n\n${bold(name)}: ${complete} of ${shards.length} shards complete; ${merging}, into ${shortPath(target)}`;
}
