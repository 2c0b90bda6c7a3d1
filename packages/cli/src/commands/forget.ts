import { forget as forgetRuns } from '@rgflow/workbench/keeping';
import { atStore } from '../at-store.js';
import { formatBytes } from '../bytes.js';
import { counted } from '../counted.js';
import { type ExitCode, exitCode } from '../exit-code.js';

interface ForgetOptions {
  readonly store?: string;
  readonly superseded?: boolean;
  readonly study?: string;
  readonly json?: boolean;
}

/** Forgets runs, with the results that no other run has used. */
export async function forget(words: readonly string[], { json, ...options }: ForgetOptions): Promise<ExitCode> {
  const { runIds, runs, results, objects, bytes } = await forgetRuns(words, options);
  const text =
    `forgot ${counted(runs, 'run')}, ${results} results that no other run has used, ${objects} objects ` +
    `(${formatBytes(bytes)}); \`rgflow gc --apply${atStore(options.store)}\` gives the space back to the disk`;
  process.stdout.write(`${json === true ? JSON.stringify({ runIds, runs, results, objects, bytes }) : text}\n`);
  return exitCode.ok;
}
