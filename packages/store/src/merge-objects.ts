import type { DuckDBConnection } from '@duckdb/node-api';
import { makeSegment, SEGMENT_BYTES, writeObjectView } from './segments.js';

interface Filling {
  readonly segment: number;
  readonly bytes: number;
}

/**
 * Copies objects from an attached database, segment by segment, inside DuckDB. Small stores share a segment, which is one of
 * this merge alone: none of an earlier session is appended to.
 */
export class MergedObjects {
  /** As of the last commit, and now. */
  #safe: Filling | null = null;
  #now: Filling | null = null;

  private constructor(private last: number) {}

  static async of(connection: DuckDBConnection): Promise<MergedObjects> {
    const found = await connection.runAndReadAll('SELECT coalesce(max(segment), 0) FROM internal.segment');
    return new MergedObjects(Number(found.getRowsJS()[0]![0]));
  }

  /** Copies what the results here need and lack. Inside the transaction of the connection. */
  async copyNeeded(connection: DuckDBConnection): Promise<{ readonly objects: number; readonly bytes: number }> {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE needed AS SELECT p.digest, p.segment, p.bytes, p.last_used_at FROM theirs.internal.placement p
       SEMI JOIN (SELECT digest FROM internal.output WHERE kind = 'table' UNION ALL SELECT digest FROM internal.tensor) u USING (digest)
       ANTI JOIN internal.placement o USING (digest)`,
    );
    const found = await connection.runAndReadAll(
      'SELECT segment, count(*), sum(bytes) FROM needed GROUP BY segment ORDER BY segment',
    );
    const parts = found.getRowsJS().map((row) => row.map(Number) as [number, number, number]);
    let opened = false;
    for (const [segment, , bytes] of parts) {
      if (this.#now === null || this.#now.bytes >= SEGMENT_BYTES) {
        await this.#open(connection);
        opened = true;
      }
      const { segment: into, bytes: before } = this.#now!;
      await connection.run(
        `INSERT INTO internal.segment_${into} SELECT digest, arrow FROM theirs.internal.segment_${segment}
         SEMI JOIN (SELECT lower(hex(digest)) AS digest FROM needed WHERE segment = ${segment}) USING (digest)`,
      );
      await connection.run(
        `INSERT INTO internal.placement SELECT digest, ${into}, bytes, last_used_at FROM needed WHERE segment = ${segment}`,
      );
      await connection.run(`UPDATE internal.segment SET bytes = ${before + bytes} WHERE segment = ${into}`);
      this.#now = { segment: into, bytes: before + bytes };
    }
    if (opened) {
      const all = await connection.runAndReadAll('SELECT segment FROM internal.segment ORDER BY segment');
      await writeObjectView(
        connection,
        all.getRowsJS().map(([segment]) => Number(segment)),
      );
    }
    return {
      objects: parts.reduce((sum, [, count]) => sum + count, 0),
      bytes: parts.reduce((sum, [, , bytes]) => sum + bytes, 0),
    };
  }

  committed(): void {
    this.#safe = this.#now;
  }

  rolledBack(): void {
    this.#now = this.#safe;
  }

  async #open(connection: DuckDBConnection): Promise<void> {
    const segment = ++this.last;
    await makeSegment(connection, segment);
    this.#now = { segment, bytes: 0 };
  }
}
