import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from './errors.js';

/** The newest run of each name, as it is shown, and all that began after it. */
const NEWEST = 'main.run r LEFT JOIN main.newest_run n USING (study, name) WHERE r.sequence >= coalesce(n.sequence, 0)';

/**
 * The runs whose results are kept whole, as a query of their numbers: of each name of results the newest that has ended, as
 * it is shown, and all that were begun after it (one that was interrupted goes on from what it has); the shards of those
 * of which shards are still missing, to be joined with them; and all that have a tag.
 */
export const ROOT_RUNS = `SELECT r.sequence AS run FROM ${NEWEST}
  UNION SELECT sequence FROM main.run WHERE run_id IN (SELECT run_id FROM main.tag)
  UNION SELECT sequence FROM main.run WHERE run_id IN (
    SELECT unnest(from_json(r.provenance -> '$.joined', '["VARCHAR"]')) FROM ${NEWEST} AND (r.provenance ->> '$.missing') IS NOT NULL)`;

/** A name that somebody gave to a run, so that it is kept. */
export interface Tag {
  readonly tag: string;
  readonly runId: string;
  readonly study: string;
  readonly taggedAt: Date;
}

export async function readTags(connection: DuckDBConnection): Promise<readonly Tag[]> {
  const found = await connection.runAndReadAll(
    "SELECT tag, run_id, coalesce(study, ''), epoch_ms(tagged_at) FROM main.tag LEFT JOIN main.run USING (run_id) ORDER BY tag",
  );
  return found.getRowsJS().map(([tag, runId, study, at]) => {
    return { tag: String(tag), runId: String(runId), study: String(study), taggedAt: new Date(Number(at)) };
  });
}

/** Gives a tag to a run; one of that name that another run has goes over to it. @throws {QueryError} if it is no name. */
export async function writeTag(connection: DuckDBConnection, tag: string, runId: string): Promise<void> {
  if (!/^[\w.:-]+$/.test(tag)) {
    throw new QueryError(`${tag}: a tag is made of letters, digits, '_', '-', '.' and ':'; give another.`);
  }
  await connection.run('BEGIN');
  await connection.run('DELETE FROM main.tag WHERE tag = $1', [tag]);
  await connection.run('INSERT INTO main.tag VALUES ($1, $2, now()::TIMESTAMP)', [tag, runId]);
  await connection.run('COMMIT');
}

/** Takes a tag away. @returns whether it was there */
export async function removeTag(connection: DuckDBConnection, tag: string): Promise<boolean> {
  const gone = await connection.runAndReadAll('DELETE FROM main.tag WHERE tag = $1 RETURNING tag', [tag]);
  return gone.getRowsJS().length > 0;
}
