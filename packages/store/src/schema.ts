import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreFormatError } from './errors.js';

/** Counts the changes of the tables below that an older rgflow could not read. */
export const STORE_FORMAT = 3;

/**
 * Makes the tables of an empty database, or checks that those of a used one are ours and not newer; returns their format,
 * and whether they are all there.
 *
 * No table has a primary key: DuckDB does not reclaim the deleted rows of an indexed table, and one writer that looks
 * before it inserts keeps the keys unique. (The segments of the objects have one, and are dropped whole.)
 *
 * @throws {StoreFormatError} if the database belongs to something else, or to a newer rgflow.
 */
export async function ensureSchema(
  connection: DuckDBConnection,
  file: string,
  mode: 'write' | 'read',
): Promise<{ readonly format: number; readonly complete: boolean }> {
  const found = await connection.runAndReadAll(
    "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'rgflow'",
  );
  const tables = new Set(found.getRowsJS().map(([name]) => String(name)));
  if (tables.has('internal.store_format')) {
    const version = Number(
      (await connection.runAndReadAll('SELECT max(version) FROM internal.store_format')).getRowsJS()[0]?.[0],
    );
    const complete = version === STORE_FORMAT && Object.keys(LATER_TABLES).every((name) => tables.has(name));
    if (version <= STORE_FORMAT) return { format: version, complete };
    throw new StoreFormatError(
      `${file}: store format ${version}, but this rgflow knows format ${STORE_FORMAT}; use a newer rgflow or give another --store.`,
    );
  }
  if (tables.size > 0) {
    throw new StoreFormatError(
      `${file} is a DuckDB database but not an rgflow store (it has ${[...tables].sort().slice(0, 3).join(', ')}); give another --store.`,
    );
  }
  if (mode === 'read') throw new StoreFormatError(`${file} is an empty database; it is filled by \`rgflow run\`.`);
  await connection.run(`BEGIN; ${SCHEMA} INSERT INTO internal.store_format VALUES (${STORE_FORMAT}); COMMIT;`);
  return { format: STORE_FORMAT, complete: true };
}

/** The view on the objects when there is none yet. */
export const NO_OBJECTS = `CREATE OR REPLACE VIEW main.object AS
  SELECT digest, NULL::BLOB AS arrow, bytes, last_used_at FROM internal.placement WHERE false;`;

/** `sequence` counts the runs in the order in which they began; times are what the clock said. */
export const RUN_TABLE = `CREATE TABLE main.run (
  run_id VARCHAR NOT NULL, study VARCHAR NOT NULL, config JSON, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP,
  status VARCHAR NOT NULL, provenance JSON, sequence BIGINT NOT NULL);`;

/** Tables that came without a new format: an rgflow that does not know them can read the others all the same. */
const LATER_TABLES = {
  'main.warning': `run_id VARCHAR NOT NULL, recipe_key VARCHAR, stage VARCHAR, cell JSON, message VARCHAR NOT NULL`,
  'main.audit': `run_id VARCHAR NOT NULL, recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, cell JSON NOT NULL, output VARCHAR,
    outcome VARCHAR NOT NULL, recorded VARCHAR, found VARCHAR, largest_difference DOUBLE, note VARCHAR`,
  'main.acceptance': `acceptance_id VARCHAR NOT NULL, stage VARCHAR NOT NULL, from_code JSON NOT NULL, to_code JSON NOT NULL,
    because VARCHAR NOT NULL, accepted_by VARCHAR NOT NULL, accepted_at TIMESTAMP NOT NULL, taken_back_by VARCHAR,
    taken_back_at TIMESTAMP`,
  'main.numerics': `recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, numerics VARCHAR NOT NULL`,
} as const;

/** Makes those that are not there yet. */
export const MAKE_LATER_TABLES = Object.entries(LATER_TABLES)
  .map(([name, columns]) => `CREATE TABLE IF NOT EXISTS ${name} (${columns});`)
  .join('\n');

const SCHEMA = `
CREATE SCHEMA history;
CREATE SCHEMA "rows";
CREATE SCHEMA internal;

${RUN_TABLE}
CREATE TABLE main.recipe (recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, preimage JSON NOT NULL);
CREATE TABLE main.run_stage (
  run_id VARCHAR NOT NULL, recipe_key VARCHAR, stage VARCHAR NOT NULL, cell JSON NOT NULL, outcome VARCHAR NOT NULL,
  reason VARCHAR NOT NULL);
CREATE TABLE main.execution (
  execution_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, recipe_key VARCHAR NOT NULL, status VARCHAR NOT NULL,
  attempt INTEGER NOT NULL, started_at TIMESTAMP NOT NULL, wall_ms DOUBLE NOT NULL, cpu_ms DOUBLE,
  max_rss_bytes BIGINT NOT NULL, error VARCHAR, provenance JSON);
CREATE TABLE main.output (
  recipe_key VARCHAR NOT NULL, name VARCHAR NOT NULL, digest VARCHAR NOT NULL, kind VARCHAR NOT NULL,
  rows BIGINT NOT NULL, bytes BIGINT NOT NULL);
CREATE TABLE main.tensor (
  recipe_key VARCHAR NOT NULL, name VARCHAR NOT NULL, layer INTEGER NOT NULL, dtype VARCHAR NOT NULL,
  shape INTEGER[] NOT NULL, mean DOUBLE, variance DOUBLE, min DOUBLE, max DOUBLE, digest VARCHAR NOT NULL);

CREATE TABLE internal.store_format (version INTEGER NOT NULL);
CREATE TABLE internal.output_object (
  recipe_key VARCHAR NOT NULL, name VARCHAR NOT NULL, position INTEGER NOT NULL, digest VARCHAR NOT NULL, layer INTEGER,
  bytes BIGINT);
CREATE TABLE internal.declared_table (name VARCHAR NOT NULL, study VARCHAR NOT NULL);
CREATE TABLE internal.cell_column (
  table_name VARCHAR NOT NULL, name VARCHAR NOT NULL, key VARCHAR NOT NULL, type VARCHAR NOT NULL);
CREATE TABLE internal.measured_column (table_name VARCHAR NOT NULL, name VARCHAR NOT NULL, source VARCHAR NOT NULL);
CREATE TABLE internal.segment (segment INTEGER NOT NULL, bytes BIGINT NOT NULL);
CREATE TABLE internal.placement (
  digest VARCHAR NOT NULL, segment INTEGER NOT NULL, bytes BIGINT NOT NULL, last_used_at TIMESTAMP NOT NULL);
${MAKE_LATER_TABLES}
${NO_OBJECTS}
`;
