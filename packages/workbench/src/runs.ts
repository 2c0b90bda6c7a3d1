import { didYouMean } from '@rgflow/pipeline';
import { HAD_INSTANCES } from '@rgflow/store/newest-run';
import { type Ask, askFile, sqlLiteral } from './ask.js';
import { isStoreHeld } from './held-store.js';
import { demandKnownStudy, storedNames } from './known-study.js';
import { IS_NEWEST_OR_OPEN } from './newest-run.js';
import { UsageError } from './usage-error.js';

/** A run as the store tells of it. */
export interface StoredRun {
  readonly runId: string;
  readonly study: string;
  /** What its results are called. */
  readonly name: string;
  readonly status: 'running' | 'complete' | 'partial' | 'interrupted';
  /** ISO 8601, UTC; `endedAt` is null while it goes on. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Instances by what became of them, so far. */
  readonly executed: number;
  readonly hit: number;
  readonly failed: number;
  readonly skipped: number;
  /** The shard that it is of a sweep, as '3/8'; null for a run of the whole, and for one that was joined of shards. */
  readonly shard: string | null;
  /** Of how many shards it was joined, and those, as '3/8', that were missing; null for one that was run. */
  readonly joined: { readonly shards: number; readonly missing: readonly string[] } | null;
}

/** Which runs are asked for. */
interface ListOptions {
  /** Only those of this study, or whose results have this name. */
  readonly study?: string | undefined;
  /** At most so many. */
  readonly most?: number | undefined;
  readonly where?: string;
}

/**
 * The runs of the store in a file, the newest first; one that was killed is interrupted.
 *
 * @throws {UsageError} if a study is asked for that there is not.
 */
export async function runsOfFile(file: string, options: ListOptions = {}): Promise<readonly StoredRun[]> {
  const ask = askFile(file);
  await demandKnownStudy(options.study, ask, undefined, 'or-results');
  const isRunning = ({ status }: StoredRun): boolean => status === 'running';
  const listed = await listRuns(ask, options);
  if (!listed.some(isRunning) || (await isStoreHeld(file))) return listed;
  // It ended since it was asked, or was killed: what nobody holds is called 'running' until the next run opens it.
  const again = await listRuns(ask, options);
  return again.map((run) => (isRunning(run) ? { ...run, status: 'interrupted' } : run));
}

/** The runs of a store, the newest first, as it calls them. */
export async function listRuns(
  ask: Ask,
  { study, most = 20, where = 'true' }: ListOptions = {},
): Promise<readonly StoredRun[]> {
  const conditions = [where, ...(study === undefined ? [] : [ofStudy(study)])];
  const limit = Number.isFinite(most) ? `limit ${most}` : '';
  const counts = ['executed', 'hit', 'failed', 'skipped'].map(
    (outcome) => `count(*) filter (outcome = '${outcome}') as ${outcome}`,
  );
  const rows = await ask(
    `with listed as (from run where ${conditions.join(' and ')} order by sequence desc ${limit}),
       counted as (select run_id, ${counts.join(', ')} from run_stage semi join listed using (run_id) group by run_id)
     select run_id, study, name, status, strftime(started_at, '%Y-%m-%dT%H:%M:%S.%gZ') as started_at,
       strftime(ended_at, '%Y-%m-%dT%H:%M:%S.%gZ') as ended_at, executed, hit, failed, skipped,
       nullif(config ->> '$.shard', '1/1') as shard, json_array_length(provenance, '$.joined') as joined, provenance ->> '$.missing' as missing
     from listed left join counted using (run_id) order by sequence desc`,
  );
  return rows.map((row) => ({
    runId: String(row.run_id),
    study: String(row.study),
    name: String(row.name),
    status: row.status as StoredRun['status'],
    startedAt: String(row.started_at),
    endedAt: row.ended_at === null ? null : String(row.ended_at),
    executed: Number(row.executed ?? 0),
    hit: Number(row.hit ?? 0),
    failed: Number(row.failed ?? 0),
    skipped: Number(row.skipped ?? 0),
    shard: row.shard === null ? null : String(row.shard),
    joined:
      row.joined === null
        ? null
        : { shards: Number(row.joined), missing: JSON.parse(String(row.missing ?? '[]')) as readonly string[] },
  }));
}

/** Of a row of `run`: whether it is of a study, or its results are called so. */
export function ofStudy(word: string): string {
  return `${sqlLiteral(word)} in (study, name)`;
}

/**
 * The run that a word names: its id, the beginning of one, or a name of results or a study, of which it is the
 * newest run that had instances.
 *
 * @throws {UsageError} if there is none, or more than one begins so.
 */
export async function findRun(ask: Ask, word: string): Promise<StoredRun> {
  const begins = `(run_id = ${sqlLiteral(word)} or starts_with(run_id, ${sqlLiteral(word)}))`;
  const byId = await listRuns(ask, { where: begins, most: 2 });
  if (byId.length === 1) return byId[0]!;
  if (byId.length > 1) {
    throw new UsageError(
      `${word}: several runs begin so, ${byId.map(({ runId }) => runId).join(' and ')}; give more of the id.`,
    );
  }
  const where = `${HAD_INSTANCES} and ${IS_NEWEST_OR_OPEN}`;
  const [named] = await listRuns(ask, { most: 1, where: `${where} and name = ${sqlLiteral(word)}` });
  const newest = named ?? (await listRuns(ask, { study: word, most: 1, where }))[0];
  if (newest !== undefined) return newest;
  const names = await storedNames(ask);
  throw new UsageError(
    `${word}: the store has no such run, nor one of a study or of results of that name${didYouMean(word, names)}; \`rgflow runs\` lists them.`,
  );
}
