import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalogue } from './catalogue.js';
import { STORE_FORMAT } from './schema.js';

/**
 * Brings a store of an earlier format to this one, in one transaction. No row of a result is changed or lost.
 *
 * Format 1 wrote NaN where a value was undefined. The views show it as NULL; `"rows".<table>` and the objects keep it.
 */
export async function convert(connection: DuckDBConnection, catalogue: Catalogue): Promise<void> {
  await connection.run('BEGIN');
  await connection.run('ALTER TABLE main.execution ALTER COLUMN cpu_ms DROP NOT NULL');
  await connection.run('UPDATE main.execution SET cpu_ms = NULL WHERE isnan(cpu_ms)');
  await catalogue.rewriteViews(connection);
  await connection.run(`UPDATE internal.store_format SET version = ${STORE_FORMAT}`);
  await connection.run('COMMIT');
}
