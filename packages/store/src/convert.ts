import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalogue } from './catalogue.js';
import { numberInstances } from './convert-numbers.js';
import { NEWEST_RUN_VIEW } from './newest-run.js';
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
 * Format 4 had no names of results: the newest run of a study hid those of its other files. A run is called as its file.
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
  if (format < 5) {
    const sequence = format < 3 ? 'row_number() OVER (ORDER BY started_at, run_id)' : 'sequence';
    await connection.run('ALTER TABLE main.run RENAME TO earlier_run');
    await connection.run(RUN_TABLE);
    await connection.run(
      `INSERT INTO main.run SELECT run_id, study, ${NAME_OF_FILE}, config, started_at, ended_at, status, provenance,
         ${sequence} AS sequence FROM main.earlier_run ORDER BY sequence`,
    );
    await connection.run('DROP TABLE main.earlier_run');
    await connection.run('CREATE SCHEMA IF NOT EXISTS newest');
  }
  await connection.run(MAKE_LATER_TABLES);
  if (format < 4) {
    // Came without a new format once.
    await connection.run(
      'CREATE TABLE IF NOT EXISTS main.numerics (recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, numerics VARCHAR NOT NULL)',
    );
    await numberInstances(connection);
  }
  await connection.run(NEWEST_RUN_VIEW);
  await catalogue.load(connection);
  await catalogue.rewriteViews(connection);
  await objects.load(connection);
  await objects.writeView(connection);
  await connection.run(commentRecords());
  await connection.run(`UPDATE internal.store_format SET version = ${STORE_FORMAT}`);
  await connection.run('COMMIT');
}

/** What results are called that were made before they had names: as the study file, without its ending. */
const NAME_OF_FILE = `coalesce(nullif(regexp_extract(config ->> '$.file', '([^/\\\\]+)\\.ya?ml$', 1), ''), study) AS name`;
