import { existsSync } from 'node:fs';
import { askStatus } from '@rgflow/store';
import { askFile, sqlLiteral } from './ask.js';
import type { ProgressView, StageView } from './progress/view.js';
import { listRuns, type StoredRun } from './runs.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/** How the newest run of a store stands. */
export interface RunStanding {
  readonly run: StoredRun;
  /** What the process that runs it tells, in all detail; null if none does. */
  readonly live: ProgressView | null;
  /** Of a run that no process tells of: its stages with what became of their instances. */
  readonly stages: readonly StageView[];
}

/**
 * How the newest run of a store stands, also one that another process runs; null if there was none yet.
 *
 * @throws {UsageError}      if there is no store.
 * @throws {StoreInUseError} if a process has the store open that does not answer.
 */
export async function runStanding(
  store: string = defaultStore(),
  { study }: { readonly study?: string | undefined } = {},
): Promise<RunStanding | null> {
  if (!existsSync(store))
    throw new UsageError(`${store}: there is no store yet; it is made by the first \`rgflow run\`.`);
  const live = (await askStatus(store)) as ProgressView | null;
  const ask = askFile(store);
  const [run] = await listRuns(ask, { study, most: 1 });
  if (run === undefined) return null;
  const rows = await ask(
    `select stage as name, count(*) as total, count(*) filter (outcome = 'executed') as executed,
       count(*) filter (outcome = 'hit') as hit, count(*) filter (outcome = 'failed') as failed,
       count(*) filter (outcome = 'skipped') as skipped
     from run_stage where run_id = ${sqlLiteral(run.runId)} group by stage order by stage`,
  );
  const stages = rows as unknown as readonly StageView[];
  return { run, live: run.status === 'running' && live?.study === run.study ? live : null, stages };
}
