import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from '../usage-error.js';
import { numbersOf } from './script.js';

/** What Slurm says of a task of an array, or, with a null task, of a job that is none. */
export interface QueuedTask {
  /** Of the array, or of the job. */
  readonly job: number;
  readonly task: number | null;
  /** 'PENDING', 'RUNNING', ... */
  readonly state: string;
  readonly nodes: string;
  readonly restarts: number;
}

/** Hands a script to Slurm. @returns the number of the job @throws {UsageError} if it is refused, or there is no Slurm. */
export async function sbatch(script: string, dependency: string | null = null): Promise<number> {
  const words = ['--parsable', ...(dependency === null ? [] : [`--dependency=${dependency}`]), script];
  const answer = await slurm('sbatch', words);
  const job = Number(answer.trim().split(';')[0]);
  if (!(job > 0))
    throw new UsageError(`submit: sbatch answered ${JSON.stringify(answer.trim())}, not the number of a job.`);
  return job;
}

/** What waits or runs of some jobs, and what has lately ended. */
export async function squeue(jobs: readonly number[]): Promise<readonly QueuedTask[]> {
  if (jobs.length === 0) return [];
  const answer = await slurm('squeue', ['--json', '--states=all']);
  return queuedTasks(answer, jobs);
}

/** What `squeue --json` says, of Slurm 22.05 and of later ones, which say numbers and states otherwise. */
export function queuedTasks(text: string, jobs: readonly number[]): readonly QueuedTask[] {
  const { jobs: all = [] } = JSON.parse(text) as { jobs?: readonly Readonly<Record<string, unknown>>[] };
  const among = new Set(jobs);
  return all.flatMap((each) => {
    const array = numberIn(each.array_job_id);
    const job = array === null || array === 0 ? numberIn(each.job_id) : array;
    if (job === null || !among.has(job)) return [];
    const state = String(Array.isArray(each.job_state) ? each.job_state[0] : each.job_state);
    const rest = { job, state, nodes: String(each.nodes ?? ''), restarts: numberIn(each.restart_cnt) ?? 0 };
    const waiting = numbersOf(String(each.array_task_string ?? ''));
    if (waiting.length > 0) return waiting.map((task) => ({ ...rest, task }));
    return [{ ...rest, task: array === null || array === 0 ? null : numberIn(each.array_task_id) }];
  });
}

/** A number, or `{ set, infinite, number }`. */
function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return null;
  const { set, number } = value as { set?: unknown; number?: unknown };
  return set === true && typeof number === 'number' ? number : null;
}

async function slurm(program: string, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, [...words], { maxBuffer: 2 ** 28 });
    return stdout;
  } catch (error) {
    const { code, stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') {
      throw new UsageError(
        `submit: there is no ${program} here; --dry-run prints the script, for a machine that has Slurm.`,
      );
    }
    throw new UsageError(`submit: ${program} refuses: ${stderr.trim().split('\n').at(-1) ?? String(error)}`);
  }
}
