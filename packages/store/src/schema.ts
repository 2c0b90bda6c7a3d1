import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreFormatError } from './errors.js';
import { NEWEST_RUN_VIEW } from './newest-run.js';
import { commentRecords } from './record-comments.js';

/** Counts the changes of the tables below that an older rgflow could not read. */
export const STORE_FORMAT = 5;

/** What a store is found to be. */
interface Found {
  readonly format: number;
  /** Whether all tables are there. */
  readonly complete: boolean;
  /** Whether it says of a run that it goes on. */
  readonly leftovers: boolean;
}

/**
 * Makes the tables of an empty database, or checks that those of a used one are ours and not newer.
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
  demandWanted: () => Promise<void>,
): Promise<Found> {
  const found = await connection.runAndReadAll(
    `SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'rgflow'
     UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = 'rgflow' AND NOT internal`,
  );
  const tables = new Set(found.getRowsJS().map(([name]) => String(name)));
  if (tables.has('internal.store_format')) {
    const about = await connection.runAndReadAll(
      `SELECT max(version), (SELECT count(*) FROM main.run WHERE status = 'running') FROM internal.store_format`,
    );
    const [version, running] = about.getRowsJS()[0]!.map(Number) as [number, number];
    const needed = ['main.newest_run', ...Object.keys(LATER_TABLES)].filter(
      (name) => mode === 'write' || name !== COMMENTS,
    );
    const complete = version === STORE_FORMAT && needed.every((name) => tables.has(name));
    if (version <= STORE_FORMAT) return { format: version, complete, leftovers: running > 0 };
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
  await demandWanted();
  await connection.run(`BEGIN; ${SCHEMA} INSERT INTO internal.store_format VALUES (${STORE_FORMAT}); COMMIT;`);
  return { format: STORE_FORMAT, complete: true, leftovers: false };
}

/** The view on the objects when there is none yet. */
export const NO_OBJECTS = `CREATE OR REPLACE VIEW main.object AS
  SELECT lower(hex(digest)) AS digest, NULL::BLOB AS arrow, bytes, last_used_at FROM internal.placement WHERE false;`;

/**
 * `sequence` numbers the runs in the order in which they began; times are what the clock said. `name` is what the results
 * are called: several files of one study have a name each.
 */
export const RUN_TABLE = `CREATE TABLE main.run (
  run_id VARCHAR NOT NULL, study VARCHAR NOT NULL, name VARCHAR NOT NULL, config JSON, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP,
  status VARCHAR NOT NULL, provenance JSON, sequence BIGINT NOT NULL);`;

/** Without it a store is read all the same: its views say it too. */
const COMMENTS = 'internal.table_comment';

/** Tables that came without a new format: an rgflow that does not know them can read the others all the same. */
const LATER_TABLES = {
  'main.warning': `run_id VARCHAR NOT NULL, recipe_key VARCHAR, stage VARCHAR, cell JSON, message VARCHAR NOT NULL`,
  'main.audit': `run_id VARCHAR NOT NULL, recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, cell JSON NOT NULL, output VARCHAR,
    outcome VARCHAR NOT NULL, recorded VARCHAR, found VARCHAR, largest_difference DOUBLE, note VARCHAR`,
  'main.acceptance': `acceptance_id VARCHAR NOT NULL, stage VARCHAR NOT NULL, from_code JSON NOT NULL, to_code JSON NOT NULL,
    because VARCHAR NOT NULL, accepted_by VARCHAR NOT NULL, accepted_at TIMESTAMP NOT NULL, taken_back_by VARCHAR,
    taken_back_at TIMESTAMP`,
  'main.variant': `recipe_key VARCHAR NOT NULL, stage VARCHAR NOT NULL, output VARCHAR NOT NULL, kept VARCHAR NOT NULL, other VARCHAR NOT NULL,
    kept_numerics VARCHAR NOT NULL, other_numerics VARCHAR NOT NULL, store VARCHAR NOT NULL, found_at TIMESTAMP NOT NULL`,
  'main.refinement': `run_id VARCHAR NOT NULL, name VARCHAR NOT NULL, round INTEGER NOT NULL, rule VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL, parameter VARCHAR NOT NULL, value DOUBLE, cell JSON NOT NULL, reason VARCHAR NOT NULL, lower DOUBLE,
    upper DOUBLE, result_lower DOUBLE, result_upper DOUBLE, seeds INTEGER, result DOUBLE, result_se DOUBLE`,
  // Of results of which no run here tells where they were made: taken from a cache, or of a run that was forgotten.
  'internal.made': `recipe INTEGER NOT NULL, node VARCHAR, platform VARCHAR`,
  // What was declared of a table, without a column, and of its columns; an empty text where nothing was.
  [COMMENTS]: `table_name VARCHAR NOT NULL, column_name VARCHAR, comment VARCHAR NOT NULL`,
  'main.tag': `tag VARCHAR NOT NULL, run_id VARCHAR NOT NULL, tagged_at TIMESTAMP NOT NULL`,
} as const;

/** Makes those that are not there yet. */
export const MAKE_LATER_TABLES = Object.entries(LATER_TABLES)
  .map(([name, columns]) => `CREATE TABLE IF NOT EXISTS ${name} (${columns});`)
  .join('\n');

/**
 * The tables with rows for each instance. They name recipes and runs by numbers, and say once what many have in common: the
 * code of a stage (`code.head`, the beginning of the text of its pre-images) and the key itself. `recipe_key` also numbers
 * what failed and so has no recipe. The object of a table output is named by the digest of the output.
 */
export const INSTANCE_TABLES = `
CREATE TABLE internal.recipe_key (recipe INTEGER NOT NULL, recipe_key BLOB NOT NULL);
CREATE TABLE internal.code (code INTEGER NOT NULL, stage VARCHAR NOT NULL, head VARCHAR NOT NULL);
CREATE TABLE internal.recipe (recipe INTEGER NOT NULL, code INTEGER NOT NULL, rest VARCHAR NOT NULL);
CREATE TABLE internal.run_stage (
  run BIGINT NOT NULL, recipe INTEGER, stage VARCHAR NOT NULL, cell JSON NOT NULL, outcome VARCHAR NOT NULL,
  reason VARCHAR NOT NULL);
CREATE TABLE internal.execution (
  execution_id VARCHAR NOT NULL, run BIGINT NOT NULL, recipe INTEGER NOT NULL, status VARCHAR NOT NULL,
  attempt INTEGER NOT NULL, started_at TIMESTAMP NOT NULL, wall_ms DOUBLE NOT NULL, cpu_ms DOUBLE,
  max_rss_bytes BIGINT NOT NULL, error VARCHAR, provenance JSON);
CREATE TABLE internal.output (
  recipe INTEGER NOT NULL, name VARCHAR NOT NULL, digest BLOB NOT NULL, kind VARCHAR NOT NULL,
  rows BIGINT NOT NULL, bytes BIGINT NOT NULL);
CREATE TABLE internal.tensor (
  recipe INTEGER NOT NULL, name VARCHAR NOT NULL, position INTEGER NOT NULL, layer INTEGER NOT NULL, dtype VARCHAR NOT NULL,
  shape INTEGER[] NOT NULL, mean DOUBLE, variance DOUBLE, min DOUBLE, max DOUBLE, digest BLOB NOT NULL, bytes BIGINT);
CREATE TABLE internal.numerics (recipe INTEGER NOT NULL, stage VARCHAR NOT NULL, numerics VARCHAR NOT NULL);
CREATE TABLE internal.placement (
  digest BLOB NOT NULL, segment INTEGER NOT NULL, bytes BIGINT NOT NULL, last_used_at TIMESTAMP NOT NULL);
`;

const KEY = 'lower(hex(k.recipe_key)) AS recipe_key';

/** The same as people ask for them. */
export const INSTANCE_VIEWS = `
CREATE VIEW main.recipe AS
  SELECT ${KEY}, c.stage, (c.head || r.rest)::JSON AS preimage
  FROM internal.recipe r JOIN internal.recipe_key k USING (recipe) JOIN internal.code c USING (code);
CREATE VIEW main.run_stage AS
  SELECT u.run_id, ${KEY}, s.stage, s.cell, s.outcome, s.reason
  FROM internal.run_stage s JOIN main.run u ON u.sequence = s.run LEFT JOIN internal.recipe_key k USING (recipe);
CREATE VIEW main.execution AS
  SELECT e.execution_id, u.run_id, ${KEY}, e.status, e.attempt, e.started_at, e.wall_ms, e.cpu_ms, e.max_rss_bytes, e.error,
    e.provenance
  FROM internal.execution e JOIN main.run u ON u.sequence = e.run JOIN internal.recipe_key k USING (recipe);
CREATE VIEW main.output AS
  SELECT ${KEY}, o.name, lower(hex(o.digest)) AS digest, o.kind, o.rows, o.bytes
  FROM internal.output o JOIN internal.recipe_key k USING (recipe);
CREATE VIEW main.tensor AS
  SELECT ${KEY}, t.name, t.layer, t.dtype, t.shape, t.mean, t.variance, t.min, t.max, lower(hex(t.digest)) AS digest
  FROM internal.tensor t JOIN internal.recipe_key k USING (recipe);
CREATE VIEW main.numerics AS
  SELECT ${KEY}, n.stage, n.numerics FROM internal.numerics n JOIN internal.recipe_key k USING (recipe);
`;

const SCHEMA = `
CREATE SCHEMA history;
CREATE SCHEMA newest;
CREATE SCHEMA "rows";
CREATE SCHEMA internal;

${RUN_TABLE}
CREATE TABLE internal.store_format (version INTEGER NOT NULL);
CREATE TABLE internal.declared_table (name VARCHAR NOT NULL, study VARCHAR NOT NULL);
CREATE TABLE internal.cell_column (
  table_name VARCHAR NOT NULL, name VARCHAR NOT NULL, key VARCHAR NOT NULL, type VARCHAR NOT NULL);
CREATE TABLE internal.measured_column (table_name VARCHAR NOT NULL, name VARCHAR NOT NULL, source VARCHAR NOT NULL);
CREATE TABLE internal.segment (segment INTEGER NOT NULL, bytes BIGINT NOT NULL);
${INSTANCE_TABLES}
${INSTANCE_VIEWS}
${MAKE_LATER_TABLES}
${NEWEST_RUN_VIEW}
${NO_OBJECTS}
${commentRecords()}
`;
