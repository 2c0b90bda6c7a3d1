import { askStatus } from '@rgflow/store';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { demandStore } from './demand-store.js';
import { IS_ROUND } from './newest-run.js';
import type { ProgressView, StageView } from './progress/view.js';
import { runsOfFile, type StoredRun } from './runs.js';
import { defaultStore } from './workspace.js';

/** What the process that carries out a run tells of it at one moment. */
export interface LiveRun extends ProgressView {
  readonly runId: string;
  /** The round it is in; null for a study that does not go on from its results. */
  readonly round: number | null;
}

/** How the newest run of a store stands. */
export interface RunStanding {
  readonly run: Pick<StoredRun, 'runId' | 'study' | 'status' | 'startedAt' | 'endedAt'>;
  /** What the process that runs it tells, in all detail; null if none does. */
  readonly live: LiveRun | null;
  /** Its stages with what became of their instances. */
  readonly stages: readonly StageView[];
  /** The round that it is, counted from 0; null for a study that does not go on from its results. */
  readonly round: number | null;
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
  demandStore(store);
  const live = (await askStatus(store)) as LiveRun | null;
  // All that is to be said then is in it: questions to a store in use take longer.
  if (live !== null && (study === undefined || study === live.study)) return ofLive(live);
  const [run] = await runsOfFile(store, { study, most: 1 });
  if (run === undefined) return null;
  const ask = askFile(store);
  const rows = await ask(
    `select stage as name, count(*) as total, count(*) filter (outcome = 'executed') as executed,
       count(*) filter (outcome = 'hit') as hit, count(*) filter (outcome = 'failed') as failed,
       count(*) filter (outcome = 'skipped') as skipped
     from run_stage where run_id = ${sqlLiteral(run.runId)} group by stage order by stage`,
  );
  const stages = rows as unknown as readonly StageView[];
  return { run, live: null, stages, round: await roundOf(run.runId, ask) };
}

function ofLive(live: LiveRun): RunStanding {
  const startedAt = new Date(Date.now() - live.elapsedMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const run = { runId: live.runId, study: live.study, status: 'running' as const, startedAt, endedAt: null };
  return { run, live, stages: live.stages, round: live.round ?? null };
}

async function roundOf(runId: string, ask: Ask): Promise<number | null> {
  const [row] = await ask(
    `select coalesce(config ->> '$.round', case when ${IS_ROUND} then '0' end) as round from run
     where run_id = ${sqlLiteral(runId)}`,
  );
  return row === undefined || row.round === null ? null : Number(row.round);
}
