import type { DuckDBConnection } from '@duckdb/node-api';
import { commentRecords } from './record-comments.js';
import { NO_OBJECTS } from './schema.js';

/** A segment that has grown to this takes no more. */
export const SEGMENT_BYTES = 64 * 2 ** 20;

/** Makes a segment without objects, not yet in the view. Inside the transaction of the connection. */
export async function makeSegment(connection: DuckDBConnection, segment: number): Promise<void> {
  await connection.run(`CREATE TABLE internal.segment_${segment} (digest VARCHAR PRIMARY KEY, arrow BLOB NOT NULL)`);
  await connection.run(`INSERT INTO internal.segment VALUES (${segment}, 0)`);
}

/** Writes the view `object` anew, over these segments. Inside the transaction of the connection. */
export async function writeObjectView(connection: DuckDBConnection, segments: readonly number[]): Promise<void> {
  if (segments.length === 0) {
    await connection.run(`${NO_OBJECTS} ${commentRecords(['object'])}`);
    return;
  }
  const all = segments
    .map((id) => `SELECT digest, arrow, ${id} AS segment FROM internal.segment_${id}`)
    .join(' UNION ALL ');
  await connection.run(
    `CREATE OR REPLACE VIEW main.object AS
     SELECT s.digest, s.arrow, p.bytes, p.last_used_at
     FROM (SELECT lower(hex(digest)) AS digest, segment, bytes, last_used_at FROM internal.placement) p
     JOIN (${all}) s USING (digest, segment);
     ${commentRecords(['object'])}`,
  );
}
