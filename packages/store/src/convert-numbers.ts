import type { DuckDBConnection } from '@duckdb/node-api';
import { INSTANCE_TABLES, INSTANCE_VIEWS } from './schema.js';
import { identifier } from './sql-text.js';

/** What has another shape in format 4, by its place in format 3. */
const EARLIER = [
  ['main', 'recipe'],
  ['main', 'run_stage'],
  ['main', 'execution'],
  ['main', 'output'],
  ['main', 'tensor'],
  ['main', 'numerics'],
  ['internal', 'placement'],
  ['internal', 'output_object'],
] as const;

/**
 * Brings the tables with rows for each instance from format 3, in which each row has the key of its recipe as a text, to
 * format 4, in which it has a number. Inside a transaction; the views of outputs and objects are to be written anew.
 */
export async function numberInstances(connection: DuckDBConnection): Promise<void> {
  const run = async (...statements: readonly string[]) => {
    for (const statement of statements) await connection.run(statement);
  };
  await run(...EARLIER.map(([schema, table]) => `ALTER TABLE ${schema}.${table} RENAME TO ${table}_3`));
  await run(INSTANCE_TABLES, ...FILL);
  for (const table of await rowTables(connection)) {
    await run(
      `ALTER TABLE "rows".${table} RENAME TO rows_3`,
      `CREATE TABLE "rows".${table} AS
         SELECT n.recipe AS recipe_number, t.* EXCLUDE (recipe_key)
         FROM "rows".rows_3 t JOIN temp.numbered n USING (recipe_key) ORDER BY t.rowid`,
      `ALTER TABLE "rows".${table} ALTER COLUMN recipe_number SET NOT NULL`,
      'DROP TABLE "rows".rows_3',
    );
  }
  await run('DROP TABLE temp.headed', 'DROP TABLE temp.numbered', INSTANCE_VIEWS);
  await run(...EARLIER.map(([schema, table]) => `DROP TABLE ${schema}.${table}_3`));
}

async function rowTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'rgflow' AND schema_name = 'rows'",
  );
  return found.getRowsJS().map(([name]) => identifier(String(name)));
}

/** The keys of what has a recipe in the order of the recipes, then those of what never succeeded. */
const NUMBERED = `CREATE TEMP TABLE numbered AS
  SELECT recipe_key, row_number() OVER (ORDER BY kind, place)::INTEGER AS recipe FROM (
    SELECT recipe_key, min(kind) AS kind, arg_min(place, kind) AS place FROM (
      SELECT recipe_key, 0 AS kind, rowid AS place FROM main.recipe_3
      UNION ALL SELECT recipe_key, 1, rowid FROM main.output_3
      UNION ALL SELECT recipe_key, 2, rowid FROM main.execution_3
      UNION ALL SELECT recipe_key, 3, rowid FROM main.run_stage_3 WHERE recipe_key IS NOT NULL)
    GROUP BY recipe_key)`;

/** The text of each pre-image in two parts, as \`CodeHeads\` says. */
const HEADED = `CREATE TEMP TABLE headed AS
  SELECT recipe, stage,
    '{"keyVersion":' || (p -> '$.keyVersion')::VARCHAR || ',"stage":' || (p -> '$.stage')::VARCHAR
      || ',"code":' || (p -> '$.code')::VARCHAR AS head,
    ',"params":' || (p -> '$.params')::VARCHAR || ',"inputs":' || (p -> '$.inputs')::VARCHAR
      || ',"stream":' || (p -> '$.stream')::VARCHAR
      || coalesce(',"draws":' || (p -> '$.draws')::VARCHAR, '') || '}' AS rest
  FROM (SELECT recipe, stage, preimage AS p FROM main.recipe_3 JOIN numbered USING (recipe_key))`;

const FILL = [
  NUMBERED,
  'INSERT INTO internal.recipe_key SELECT recipe, unhex(recipe_key) FROM numbered ORDER BY recipe',
  HEADED,
  `INSERT INTO internal.code SELECT row_number() OVER (ORDER BY first), stage, head
   FROM (SELECT stage, head, min(recipe) AS first FROM headed GROUP BY ALL) ORDER BY first`,
  'INSERT INTO internal.recipe SELECT recipe, code, rest FROM headed JOIN internal.code USING (stage, head) ORDER BY recipe',
  `INSERT INTO internal.run_stage SELECT u.sequence, n.recipe, s.stage, s.cell, s.outcome, s.reason
   FROM main.run_stage_3 s JOIN main.run u USING (run_id) LEFT JOIN numbered n USING (recipe_key) ORDER BY s.rowid`,
  `INSERT INTO internal.execution SELECT e.execution_id, u.sequence, n.recipe, e.status, e.attempt, e.started_at, e.wall_ms,
     e.cpu_ms, e.max_rss_bytes, e.error, e.provenance
   FROM main.execution_3 e JOIN main.run u USING (run_id) JOIN numbered n USING (recipe_key) ORDER BY e.rowid`,
  `INSERT INTO internal.output SELECT n.recipe, o.name, unhex(o.digest), o.kind, o.rows, o.bytes
   FROM main.output_3 o JOIN numbered n USING (recipe_key) ORDER BY o.rowid`,
  `INSERT INTO internal.tensor SELECT n.recipe, o.name, o.position, o.layer, t.dtype, t.shape, t.mean, t.variance, t.min, t.max,
     unhex(o.digest), o.bytes
   FROM internal.output_object_3 o JOIN numbered n USING (recipe_key) JOIN (
     SELECT DISTINCT ON (recipe_key, name, layer, digest) * FROM main.tensor_3) t USING (recipe_key, name, layer, digest)
   ORDER BY n.recipe, o.name, o.position`,
  `INSERT INTO internal.numerics SELECT n.recipe, m.stage, m.numerics
   FROM main.numerics_3 m JOIN numbered n USING (recipe_key) ORDER BY m.rowid`,
  `INSERT INTO internal.placement SELECT unhex(digest), segment, bytes, last_used_at FROM internal.placement_3
   ORDER BY placement_3.rowid`,
];
