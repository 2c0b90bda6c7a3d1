import { studies as ours, type PublishedStudy } from '@rgflow/studies';
import { askFile, sqlLiteral } from './ask.js';
import { type PreparedStudy, prepareSource } from './prepared-study.js';
import { findRun, listRuns, type StoredRun } from './runs.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/**
 * The study of an earlier run as it was configured then, whatever its file says now, to be run again: what succeeded is a
 * hit, so that what failed, and what was skipped for it, is what there is to do. It is the whole study, so that its tables
 * are.
 *
 * @param word  the run, or a study; if not given, the newest run in which something failed
 * @throws {UsageError} if there is no such run, or nothing failed in it.
 */
export async function prepareRetry(
  word: string | undefined,
  { store = defaultStore() }: { readonly store?: string | undefined } = {},
  studies: readonly PublishedStudy[] = ours,
): Promise<{ readonly run: StoredRun; readonly prepared: PreparedStudy }> {
  const ask = askFile(store);
  const run =
    word === undefined ? (await listRuns(ask, { most: 1, where: WITH_FAILURES }))[0] : await findRun(ask, word);
  if (run === undefined) throw new UsageError('retry --failed: nothing failed in any run of the store.');
  if (run.failed === 0) throw new UsageError(`retry --failed: nothing failed in ${run.runId} of ${run.study}.`);
  const [row] = await ask(
    `select config::varchar as config, provenance ->> '$.studyFile' as origin from run where run_id = ${sqlLiteral(run.runId)}`,
  );
  const { file, params, sweep, local, refine, replicate, shard } = JSON.parse(String(row!.config)) as RecordedConfig;
  // YAML holds JSON: what was swept is there value by value.
  const text = JSON.stringify({ study: run.study, params, sweep, local, refine, replicate }, null, 1);
  const prepared = await prepareSource(
    { text, file, origin: String(row!.origin ?? file) },
    { name: run.name, ...(shard === null ? {} : { shard }) },
    studies,
  );
  return { run, prepared };
}

const WITH_FAILURES = "run_id in (select run_id from run_stage where outcome = 'failed')";

interface RecordedConfig {
  readonly file: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sweep: unknown;
  readonly local?: unknown;
  readonly refine?: unknown;
  readonly replicate?: unknown;
  readonly shard: string | null;
}
