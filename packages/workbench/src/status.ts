import { askStatus } from '@rgflow/store/owner';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { demandStore } from './demand-store.js';
import { IS_NEWEST_OR_OPEN, IS_ROUND } from './newest-run.js';
import type { ProgressView, StageView } from './progress/view.js';
import { runsOfFile, type StoredRun } from './runs.js';
import { defaultStore } from './workspace.js';

/** What the process that carries out a run tells of it at one moment. */
export interface LiveRun extends ProgressView {
  readonly runId: string;
  /** What its results are called. */
  readonly name: string;
  /** The round it is in; null for a study that does not go on from its results. */
  readonly round: number | null;
}

/** How the newest run of a store stands, of those that have ended that which the tables show. */
export interface RunStanding {
  readonly run: Pick<StoredRun, 'runId' | 'study' | 'name' | 'status' | 'startedAt' | 'endedAt'>;
  /** What the process that runs it tells, in all detail; null if none does. */
  readonly live: LiveRun | null;
  /** Its stages with what became of their instances. */
  readonly stages: readonly StageView[];
  /** The round that it is, counted from 0; null for a study that does not go on from its results. */
  readonly round: number | null;
  /** A run that is newer and not shown, as it was joined while shards were missing; null if there is none. */
  readonly waiting: string | null;
  /** Shards, as '3/8', without which that or this one was joined; and ended ones of its name that are in neither. */
  readonly missing: readonly string[];
  readonly unjoined: readonly UnjoinedShard[];
}

/** The run of a shard that is not part of the run that is told of, nor of an older one of the whole. */
export interface UnjoinedShard {
  readonly shard: string;
  readonly runId: string;
}

/**
 * How the newest run of a store stands, also one that another process runs: what goes on or was interrupted, or else the run
 * that the tables show; null if there was none yet.
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
  if (live !== null && (study === undefined || study === live.study || study === live.name)) return ofLive(live);
  const [shown] = await runsOfFile(store, { study, most: 1, where: IS_NEWEST_OR_OPEN });
  const run = shown ?? (await runsOfFile(store, { study, most: 1 }))[0];
  if (run === undefined) return null;
  const ask = askFile(store);
  const rows = await ask(
    `select stage as name, count(*) as total, count(*) filter (outcome = 'executed') as executed,
       count(*) filter (outcome = 'hit') as hit, count(*) filter (outcome = 'failed') as failed,
       count(*) filter (outcome = 'skipped') as skipped
     from run_stage where run_id = ${sqlLiteral(run.runId)} group by stage order by stage`,
  );
  const stages = rows as unknown as readonly StageView[];
  return { run, live: null, stages, round: await roundOf(run.runId, ask), ...(await shardsOf(run, ask)) };
}

/** What is still to come of a sweep that was dealt to shards, and which of its shards belong to none that is told of. */
async function shardsOf(
  { runId: shown, study, name }: StoredRun,
  ask: Ask,
): Promise<Pick<RunStanding, 'waiting' | 'missing' | 'unjoined'>> {
  const named = `study = ${sqlLiteral(study)} and name = ${sqlLiteral(name)}`;
  const [newer] = await ask(
    `select run_id from run where ${named} and (provenance ->> '$.missing') is not null
       and sequence > (select sequence from run where run_id = ${sqlLiteral(shown)}) order by sequence desc limit 1`,
  );
  const waiting = newer === undefined ? null : String(newer.run_id);
  const runId = waiting ?? shown;
  const shards = await ask(
    `with told as (select config ->> '$.shard' as own, coalesce(from_json(provenance -> '$.joined', '["VARCHAR"]'), []) as joined
         from run where run_id = ${sqlLiteral(runId)}),
       shards as (select run_id, sequence, config ->> '$.shard' as shard from run
         where ${named} and status in ('complete', 'partial') and coalesce(config ->> '$.shard', '1/1') <> '1/1'),
       whole as (select coalesce(max(sequence), 0) as newest from newest_run where ${named} and whole)
     select shard, arg_max(run_id, sequence) as run_id from shards, told, whole
     where sequence > newest and run_id not in (${sqlLiteral(runId)}, ${sqlLiteral(shown)}) and shard is distinct from own and not list_contains(joined, run_id)
       and shard not in (select s.shard from shards s, told t where list_contains(t.joined, s.run_id))
     group by shard order by shard`,
  );
  const missing = await ask(
    `select unnest(from_json(provenance -> '$.missing', '["VARCHAR"]')) as shard from run where run_id = ${sqlLiteral(runId)}`,
  );
  const unjoined = shards.map(({ shard, run_id }) => ({ shard: String(shard), runId: String(run_id) }));
  return { waiting, missing: missing.map(({ shard }) => String(shard)), unjoined };
}

function ofLive(live: LiveRun): RunStanding {
  const startedAt = new Date(Date.now() - live.elapsedMs).toISOString();
  const run = {
    runId: live.runId,
    study: live.study,
    name: live.name ?? live.study,
    status: 'running' as const,
    startedAt,
    endedAt: null,
  };
  return { run, live, stages: live.stages, round: live.round ?? null, waiting: null, missing: [], unjoined: [] };
}

async function roundOf(runId: string, ask: Ask): Promise<number | null> {
  const [row] = await ask(
    `select coalesce(config ->> '$.round', case when ${IS_ROUND} then '0' end) as round from run
     where run_id = ${sqlLiteral(runId)}`,
  );
  return row === undefined || row.round === null ? null : Number(row.round);
}
