import type { DuckDBConnection } from '@duckdb/node-api';
import { Catalogue } from './catalogue.js';
import type { MergedObjects } from './merge-objects.js';
import { FIND_MIXED, mixedRuns, RECORD_MIXED } from './mixed-runs.js';
import { PLACE_RUNS } from './run-order.js';
import { identifier, literal } from './sql-text.js';
import { recordVariants, type Variant } from './variants.js';

/** What was added of a store. */
export interface MergedCounts {
  readonly runs: number;
  readonly results: number;
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Adds what the database attached as `theirs` has and this one has not. Inside the transaction of the connection.
 *
 * Recipes, codes and runs are numbers that each store has counted for itself: they are counted anew, in the order in which
 * the other store has them; runs among ours, by when they began.
 *
 * @param source  the path of theirs, for the record
 * @throws {VariantError} if one key has two digests that were computed alike.
 */
export async function addAbsent(
  connection: DuckDBConnection,
  source: string,
  { catalogue, objects }: { readonly catalogue: Catalogue; readonly objects: MergedObjects },
): Promise<{
  readonly counts: MergedCounts;
  readonly variants: readonly Variant[];
  readonly mixed: readonly string[];
}> {
  await connection.run(NUMBERS);
  const variants = await recordVariants(connection, source);
  await connection.run(FIND_MIXED);
  const numberOf = async (sql: string) => Number((await connection.runAndReadAll(sql)).getRowsJS()[0]![0]);
  const runs = await numberOf('SELECT count(*) FROM run_map WHERE fresh');
  const results = await numberOf('SELECT count(*) FROM result_map');
  await connection.run(RESULTS);
  await addRows(connection, catalogue);
  await connection.run(`${RUNS} ${RECORD_MIXED}`);
  const mixed = await mixedRuns(connection, catalogue);
  const copied = await objects.copyNeeded(connection);
  return { counts: { runs, results, ...copied }, variants, mixed };
}

/** Of each number there the number here, and what is not here yet. */
function numbered(map: string, table: string, column: string, same: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${map} AS
    SELECT t.${column} AS theirs, o.${column} IS NULL AS fresh,
      coalesce(o.${column}, (SELECT coalesce(max(${column}), 0) FROM ${table})
        + row_number() OVER (PARTITION BY o.${column} IS NULL ORDER BY t.${column})) AS ours
    FROM theirs.${table} t LEFT JOIN ${table} o USING (${same});`;
}

/** Adds the rows of the runs that are new here. */
function rowsOfRuns(table: string): string {
  return `INSERT INTO main.${table} SELECT t.* FROM theirs.main.${table} t JOIN theirs.main.run r USING (run_id)
    JOIN run_map m ON m.theirs = r.sequence WHERE m.fresh ORDER BY t.rowid;`;
}

const NUMBERS = `
${numbered('recipe_map', 'internal.recipe_key', 'recipe', 'recipe_key')}
${numbered('code_map', 'internal.code', 'code', 'head')}
${PLACE_RUNS}
CREATE OR REPLACE TEMP TABLE result_map AS
  SELECT m.theirs, m.ours FROM recipe_map m JOIN theirs.internal.recipe r ON r.recipe = m.theirs
  WHERE m.ours NOT IN (SELECT recipe FROM internal.recipe);
CREATE OR REPLACE TEMP TABLE output_map AS
  SELECT m.theirs, m.ours, t.name, t.kind FROM theirs.internal.output t JOIN recipe_map m ON m.theirs = t.recipe
  LEFT JOIN internal.output o ON o.recipe = m.ours AND o.name = t.name WHERE o.recipe IS NULL;
`;

const RESULTS = `
INSERT INTO internal.recipe_key SELECT m.ours, t.recipe_key FROM theirs.internal.recipe_key t
  JOIN recipe_map m ON m.theirs = t.recipe WHERE m.fresh ORDER BY m.ours;
INSERT INTO internal.code SELECT m.ours, t.stage, t.head FROM theirs.internal.code t
  JOIN code_map m ON m.theirs = t.code WHERE m.fresh ORDER BY m.ours;
INSERT INTO internal.recipe SELECT m.ours, c.ours, t.rest FROM theirs.internal.recipe t
  JOIN result_map m ON m.theirs = t.recipe JOIN code_map c ON c.theirs = t.code ORDER BY t.rowid;
INSERT INTO internal.numerics SELECT m.ours, t.stage, t.numerics FROM theirs.internal.numerics t
  JOIN result_map m ON m.theirs = t.recipe ORDER BY t.rowid;
INSERT INTO internal.made SELECT m.ours, t.node, t.platform FROM theirs.internal.made t JOIN result_map m ON m.theirs = t.recipe
  ORDER BY t.rowid;
INSERT INTO internal.output SELECT m.ours, t.name, t.digest, t.kind, t.rows, t.bytes FROM theirs.internal.output t
  JOIN output_map m ON m.theirs = t.recipe AND m.name = t.name ORDER BY t.rowid;
INSERT INTO internal.tensor SELECT m.ours, t.name, t.position, t.layer, t.dtype, t.shape, t.mean, t.variance, t.min, t.max, t.digest, t.bytes
  FROM theirs.internal.tensor t JOIN output_map m ON m.theirs = t.recipe AND m.name = t.name ORDER BY t.rowid;
`;

/** A run that nobody ends any more was killed: we read its store, so nobody runs there. */
const RUNS = `
INSERT INTO main.run SELECT t.run_id, t.study, t.name, t.config, t.started_at,
    CASE WHEN t.status = 'running' THEN coalesce(t.ended_at, t.started_at) ELSE t.ended_at END,
    CASE WHEN t.status = 'running' THEN 'interrupted' ELSE t.status END, t.provenance, m.ours
  FROM theirs.main.run t JOIN run_map m ON m.theirs = t.sequence WHERE m.fresh ORDER BY t.sequence;
INSERT INTO internal.run_stage SELECT m.ours, r.ours, t.stage, t.cell, t.outcome, t.reason
  FROM theirs.internal.run_stage t JOIN run_map m ON m.theirs = t.run LEFT JOIN recipe_map r ON r.theirs = t.recipe
  WHERE m.fresh ORDER BY t.rowid;
INSERT INTO internal.execution SELECT t.execution_id, coalesce(m.ours, 0), r.ours, t.status, t.attempt, t.started_at, t.wall_ms, t.cpu_ms,
    t.max_rss_bytes, t.error, t.provenance
  FROM theirs.internal.execution t JOIN recipe_map r ON r.theirs = t.recipe LEFT JOIN run_map m ON m.theirs = t.run
  WHERE t.execution_id NOT IN (SELECT execution_id FROM internal.execution)
    AND (t.status <> 'ok' OR r.ours NOT IN (SELECT recipe FROM variant_recipe)) ORDER BY t.rowid;
${['warning', 'audit', 'refinement'].map(rowsOfRuns).join('\n')}
INSERT INTO main.acceptance SELECT t.* FROM theirs.main.acceptance t ANTI JOIN main.acceptance o USING (acceptance_id);
INSERT INTO main.tag SELECT t.* FROM theirs.main.tag t ANTI JOIN main.tag o USING (tag);
`;

/** Declares the tables that theirs has, and adds the rows of the outputs that are new here. */
async function addRows(connection: DuckDBConnection, catalogue: Catalogue): Promise<void> {
  const theirs = new Catalogue();
  await theirs.load(connection, 'theirs');
  for (const { studies, declaration, columns } of theirs.declared()) {
    for (const study of studies) await catalogue.declare(connection, study, declaration);
    if (columns.length === 0) continue;
    const { name } = declaration;
    await catalogue.fit(connection, name, columns);
    const list = columns.map((column) => identifier(column.name)).join(', ');
    await connection.run(
      `INSERT INTO "rows".${identifier(name)} (recipe_number, ${list})
       SELECT m.ours, ${columns.map((column) => `t.${identifier(column.name)}`).join(', ')} FROM theirs."rows".${identifier(name)} t
       JOIN output_map m ON m.theirs = t.recipe_number AND m.kind = 'table' AND m.name = ${literal(name)}
       ORDER BY t.rowid`,
    );
  }
  await catalogue.writeViews(connection);
}
