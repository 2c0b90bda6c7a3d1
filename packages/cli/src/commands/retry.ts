import { prepareRetry } from '@rgflow/workbench/retry';
import type { ExitCode } from '../exit-code.js';
import { runPrepared } from './run.js';

interface RetryOptions {
  readonly store?: string;
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly json?: boolean;
}

/** Runs again what failed in a run, by its study as it was configured then. */
export async function retry(word: string | undefined, options: RetryOptions): Promise<ExitCode> {
  const { run, prepared } = await prepareRetry(word, options);
  process.stderr.write(`${run.study}: ${run.failed} failed in ${run.runId}; what succeeded is a hit\n`);
  return runPrepared(prepared, options);
}
