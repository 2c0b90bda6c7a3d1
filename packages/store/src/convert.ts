import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalogue } from './catalogue.js';
import { numberInstances } from './convert-numbers.js';
import type { Objects } from './objects.js';
import { commentRecords } from './record-comments.js';
import { MAKE_LATER_TABLES, RUN_TABLE, STORE_FORMAT } from './schema.js';

/**
 * Brings a store of an earlier format, or without the tables that came since, to this one, in one transaction. No row of a
 * result is changed or lost.
 *
 * Format 1 wrote NaN where a value was undefined. The views show it as NULL; `"rows".<table>` and the objects keep it.
 * Format 2 did not count the runs: they are put in the order of their times, which is all that is known of them.
 * Format 3 named recipes by their keys in every row, and kept the code of a stage with each of its instances.
 */
export async function convert(
  connection: DuckDBConnection,
  { catalogue, objects }: { readonly catalogue: Catalogue; readonly objects: Objects },
  format: number,
): Promise<void> {
  await connection.run('BEGIN');
  if (format < 2) {
    await connection.run('ALTER TABLE main.execution ALTER COLUMN cpu_ms DROP NOT NULL');
    await connection.run('UPDATE main.execution SET cpu_ms = NULL WHERE isnan(cpu_ms)');
  }
  if (format < 3) {
    await connection.run('ALTER TABLE main.run RENAME TO uncounted_run');
    await connection.run(RUN_TABLE);
    await connection.run(
      `INSERT INTO main.run SELECT *, row_number() OVER (ORDER BY started_at, run_id) AS sequence
       FROM main.uncounted_run ORDER BY sequence`,
    );
    await connection.run('DROP TABLE main.uncounted_run');
  }
  await connection.run(MAKE_LATER_TABLES);
  if (format < 4) {
    // Came without a new format once.
    await connection.run(
      'CREATE TABLE IF NOT EXISTS main.numerics (recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, numerics VARCHAR NOT NULL)',
    );
    await numberInstances(connection);
  }
  await catalogue.load(connection);
  await catalogue.rewriteViews(connection);
  await objects.load(connection);
  await objects.writeView(connection);
  await connection.run(commentRecords());
  await connection.run(`UPDATE internal.store_format SET version = ${STORE_FORMAT}`);
  await connection.run('COMMIT');
}
