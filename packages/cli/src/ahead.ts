import { availableParallelism } from 'node:os';
import { beginAttachment } from '@rgflow/store/begun-attachment';

/** Of the options of a command that executes. */
interface Options {
  /** The file of the store; the default one if not given. */
  readonly store?: string;
  readonly jobs?: number;
  readonly cache?: string;
  readonly cacheAt?: string;
}

/**
 * Carries out a command that will write to a store, and meanwhile has the store opened if it is there: DuckDB works on
 * another thread while the modules of the command are loaded and its study is read. If it is not, everything is to be
 * executed, and a thread for that is begun.
 */
export async function ahead<Result>(options: Options, command: () => Promise<Result>): Promise<Result> {
  const store = options.store ?? (await usualStore());
  const isThere = store !== null && beginAttachment(store);
  const threads =
    isThere || options.cache !== undefined || options.cacheAt !== undefined ? null : await threadsFor(options);
  const { beginStore, leaveStore } = await import('@rgflow/store/begun-store');
  if (isThere) beginStore(store);
  try {
    return await command();
  } finally {
    await Promise.all([leaveStore(), threads?.leaveThreads()]);
  }
}

async function threadsFor({ jobs = availableParallelism() }: Options) {
  const threads = await import('@rgflow/pipeline/begun-threads');
  threads.beginThreads(jobs);
  return threads;
}

/** Null where a project file is at fault, which the command will tell. */
async function usualStore(): Promise<string | null> {
  const { defaultStore } = await import('@rgflow/workbench/workspace');
  try {
    return defaultStore();
  } catch {
    return null;
  }
}
