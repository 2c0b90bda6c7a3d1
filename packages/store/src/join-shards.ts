import type { DuckDBConnection } from '@duckdb/node-api';
import { canonical, digestOf } from '@rgflow/pipeline';
import { HAD_INSTANCES } from './newest-run.js';
import { makeRoomAfter } from './run-order.js';
import { literal } from './sql-text.js';

/** A run that was made of the newest runs of the shards of one sweep. */
export interface JoinedRun {
  readonly runId: string;
  readonly study: string;
  readonly name: string;
  readonly status: 'complete' | 'partial';
  /** Shards that are in it, and those that are still to come, as '3/8'. */
  readonly shards: readonly string[];
  readonly missing: readonly string[];
  /** The run of the whole sweep that is shown until those have come; null if it is this one that is shown. */
  readonly shown: string | null;
}

interface ShardRun {
  readonly runId: string;
  readonly study: string;
  readonly name: string;
  readonly status: string;
  readonly part: number;
  readonly parts: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly provenance: Readonly<Record<string, unknown>>;
}

/**
 * Makes one run of the newest runs that have ended of the shards of each sweep, unless there is one of just these: what one
 * machine would have recorded, so that its tables are those of the whole sweep. It follows the newest of them; a run of the
 * whole that is newer stays the newest. Inside the transaction of the connection.
 */
export async function joinShards(connection: DuckDBConnection): Promise<readonly JoinedRun[]> {
  const joined: JoinedRun[] = [];
  for (const shards of (await shardsBySweep(connection)).values()) {
    const run = await join(connection, [...shards.values()]);
    if (run !== null) joined.push(run);
  }
  return joined;
}

/** Of each sweep its shards by their number, each by its newest run. */
async function shardsBySweep(connection: DuckDBConnection): Promise<ReadonlyMap<string, Map<number, ShardRun>>> {
  const found = await connection.runAndReadAll(
    `SELECT run_id, study, name, status, config::VARCHAR, provenance::VARCHAR FROM main.run
     WHERE ${HAD_INSTANCES} AND status IN ('complete', 'partial') AND regexp_full_match(config ->> '$.shard', '\\d+/\\d+') ORDER BY sequence`,
  );
  const sweeps = new Map<string, Map<number, ShardRun>>();
  for (const [runId, study, name, status, config, provenance] of found.getRowsJS()) {
    const configured = JSON.parse(String(config)) as Record<string, unknown>;
    const [part, parts] = String(configured.shard).split('/').map(Number) as [number, number];
    const { params = null, sweep = null, local = null } = configured;
    const which = canonical({ study, name, params, sweep, local, parts });
    const shards = sweeps.get(which) ?? new Map<number, ShardRun>();
    sweeps.set(which, shards);
    shards.set(part, {
      runId: String(runId),
      study: String(study),
      name: String(name),
      status: String(status),
      part,
      parts,
      config: configured,
      provenance: JSON.parse(String(provenance ?? '{}')) as Record<string, unknown>,
    });
  }
  return sweeps;
}

async function join(connection: DuckDBConnection, unsorted: readonly ShardRun[]): Promise<JoinedRun | null> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  const shards = [...unsorted].sort((a, b) => a.part - b.part);
  const { study, name, parts, config } = shards[0]!;
  if (parts === 1) return null;
  const ids = shards.map(({ runId }) => runId);
  const among = ids.map(literal).join(', ');
  const [times] = await rowsOf(
    `SELECT strftime(max(ended_at), '%Y%m%dT%H%M%S') FROM main.run WHERE run_id IN (${among})`,
  );
  const mark = digestOf(Buffer.from([...ids].sort().join(' '))).slice(0, 8);
  const runId = `${times![0]}-${mark}`;
  const ofName = `study = ${literal(study)} AND name = ${literal(name)}`;
  // What was joined of some of them while others were missing, too: this one follows it.
  const [newest] = await rowsOf(
    `SELECT max(sequence) FROM main.run WHERE run_id IN (${among}) OR (${ofName} AND (provenance ->> '$.missing') IS NOT NULL
       AND list_has_any(from_json(provenance -> '$.joined', '["VARCHAR"]'), [${among}]))`,
  );
  const before = BigInt(String(newest![0]));
  const [there] = await rowsOf(
    `SELECT 1 FROM main.run WHERE run_id = ${literal(runId)} OR (sequence > ${before} AND ${ofName}
       AND status IN ('complete', 'partial') AND (config ->> '$.shard') IS NULL AND (provenance ->> '$.missing') IS NULL) LIMIT 1`,
  );
  if (there !== undefined) return null;

  const missing = Array.from({ length: parts }, (_, i) => i + 1).filter((i) => shards.every(({ part }) => part !== i));
  const whole = missing.length === 0 && shards.every(({ status }) => status === 'complete');
  const status = whole ? 'complete' : 'partial';
  const named = (part: number): string => `${part}/${parts}`;
  const mixed = shards.reduce((sum, { provenance }) => sum + Number(provenance.mixed ?? 0), 0);
  const provenance = {
    ...common(shards.map((shard) => shard.provenance)),
    joined: ids,
    ...(mixed === 0 ? {} : { mixed }),
    ...(missing.length === 0 ? {} : { missing: missing.map(named) }),
  };
  const sequence = await makeRoomAfter(connection, before);
  await connection.run(
    `INSERT INTO main.run SELECT ${literal(runId)}, ${literal(study)}, ${literal(name)}, ${literal(JSON.stringify({ ...config, shard: null }))},
       min(started_at), max(ended_at), '${status}', ${literal(JSON.stringify(provenance))}, ${sequence}
     FROM main.run WHERE run_id IN (${among})`,
  );
  await connection.run(STAGES.replace('$runs', among).replace('$into', String(sequence)));
  await warn(connection, runId);
  const [shown] = await rowsOf(`SELECT run_id FROM main.newest_run WHERE ${ofName}`);
  const instead = shown === undefined || shown[0] === runId ? null : String(shown[0]);
  const parted = { shards: shards.map(({ part }) => named(part)), missing: missing.map(named) };
  return { runId, study, name, status, ...parted, shown: instead };
}

/** What several shards have, the data set say, is there once: executed if one has executed it, failed if none has it. */
const STAGES = `INSERT INTO internal.run_stage
  SELECT $into, recipe, stage, cell, outcome, reason FROM (
    SELECT s.*, s.rowid AS place, list_position(['executed', 'hit', 'failed', 'skipped'], outcome) AS rank FROM internal.run_stage s
    WHERE run IN (SELECT sequence FROM main.run WHERE run_id IN ($runs))
    QUALIFY row_number() OVER (PARTITION BY stage, cell, recipe ORDER BY rank, place) = 1
      AND (rank <= 2 OR min(rank) OVER (PARTITION BY stage, cell) > 2)
  ) ORDER BY place`;

/** Says of a run that was joined what one that was run would say of itself. */
async function warn(connection: DuckDBConnection, runId: string): Promise<void> {
  const ofRun = `SEMI JOIN (SELECT recipe FROM internal.run_stage JOIN main.run ON sequence = run
    WHERE run_id = ${literal(runId)} AND outcome IN ('executed', 'hit')) USING (recipe)`;
  await connection.run(
    `INSERT INTO main.warning SELECT ${literal(runId)}, NULL, NULL, NULL, 'results of this run were computed in different ways: '
       || string_agg(said, ', ' ORDER BY said) || '. They agree to rounding only, which a training enlarges. The column numerics says which is which.'
     FROM (SELECT stage || ' (' || string_agg(DISTINCT numerics, '; ' ORDER BY numerics) || ')' AS said FROM internal.numerics ${ofRun}
       GROUP BY stage HAVING count(DISTINCT numerics) > 1) HAVING count(*) > 0`,
  );
  await connection.run(
    `INSERT INTO main.warning SELECT ${literal(runId)}, NULL, stage, NULL, 'its results were made by ' || count(DISTINCT code)
       || ' versions of its code, one by each shard; run the study on this store to have those of the present one.'
     FROM internal.recipe ${ofRun} JOIN internal.code USING (code) GROUP BY stage HAVING count(DISTINCT code) > 1`,
  );
}

/** What all have, and have alike. */
function common(all: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) =>
      others.every((other) => JSON.stringify(other[key]) === JSON.stringify(value)),
    ),
  );
}
