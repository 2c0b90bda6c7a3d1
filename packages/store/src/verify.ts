import type { DuckDBConnection } from '@duckdb/node-api';
import type { Cell } from '@rgflow/pipeline';
import type { Damage, Found, UsedBy } from './damage.js';
import { isDamage } from './errors.js';
import { INCOMPLETE_RESULTS } from './incomplete-results.js';
import { openStore } from './open-store.js';
import { identifier } from './sql-text.js';
import { verifySegment } from './verify-objects.js';
import { changedRuns } from './verify-runs.js';
import { impossibleSummaries } from './verify-summaries.js';

/** What was compared, and what was not as it is recorded. */
export interface Verification {
  readonly results: number;
  /** Objects that are stored, and their bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** Table outputs whose rows were compared with their objects. */
  readonly tables: number;
  readonly damages: readonly Damage[];
}

/**
 * Compares every object with its digest and length, the rows of every table output with the object that holds them and with
 * their recorded number, the summary of every tensor with its object, the instances of every run with what was recorded when
 * it ended and with the parameters of their results, and reads every table to its end. Of a tensor that is not stored it is
 * only checked that there can be one of such a summary.
 *
 * @param drop  Drops the objects that are damaged, as a run does that meets one: the next run of the study makes them anew.
 * @throws {StoreInUseError}   if a process has the store open for writing.
 * @throws {StoreDamagedError} if it cannot be opened at all.
 */
export async function verifyStore(file: string, { drop = false } = {}): Promise<Verification> {
  const store = await openStore(file, { mode: drop ? 'write' : 'read', owner: 'rgflow verify' });
  const connection = await store.queries.attachment.connect();
  try {
    // Put together by concat: a function takes some hundred thousand arguments, and so many results may be damaged.
    let found = await unreadableTables(connection);
    const counted = { results: 0, objects: 0, bytes: 0, tables: 0 };
    // Where the tables themselves cannot be read, nothing can be said of what they tell.
    if (found.length === 0) {
      for (const look of [incompleteResults, lostTables, impossibleSummaries, changedRuns]) {
        found = found.concat(await look(connection));
      }
      for (const segment of await segmentsOf(connection)) {
        const verified = await verifySegment(connection, segment);
        found = found.concat(verified.damages);
        counted.objects += verified.objects;
        counted.bytes += verified.bytes;
        counted.tables += verified.tables;
      }
      counted.results = Number((await rowsOf(connection, 'SELECT count(*) FROM internal.recipe'))[0]![0]);
    }
    const damages = await withUses(connection, found);
    if (drop) for (const { kind, name } of damages) if (kind === 'object') await store.read(name);
    return { ...counted, damages };
  } finally {
    connection.closeSync();
    await store.close();
  }
}

async function unreadableTables(connection: DuckDBConnection): Promise<Found[]> {
  const found: Found[] = [];
  const tables = await rowsOf(
    connection,
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'rgflow'
       AND NOT (schema_name = 'internal' AND starts_with(table_name, 'segment_')) ORDER BY ALL`,
  );
  for (const [schema, table] of tables.map((row) => row.map(String))) {
    try {
      // Every value enters the sum, so that every block is read and compared with its checksum.
      await connection.run(`SELECT bit_xor(hash(t)) FROM ${identifier(schema!)}.${identifier(table!)} t`);
    } catch (error) {
      if (!isDamage(error)) throw error;
      const fault = 'not all of it can be read';
      found.push({ kind: 'table', fault, name: `${schema}.${table}`, output: null, recipe: null });
    }
  }
  return found;
}

async function incompleteResults(connection: DuckDBConnection): Promise<Found[]> {
  const found: Found[] = [];
  for (const { fault, recipes } of INCOMPLETE_RESULTS) {
    const rows = await rowsOf(
      connection,
      `SELECT DISTINCT recipe, lower(hex(recipe_key)) FROM (${recipes}) LEFT JOIN internal.recipe_key USING (recipe)`,
    );
    for (const [recipe, key] of rows) {
      const name = key === null ? `number ${recipe}` : String(key);
      found.push({ kind: 'result', fault, name, output: null, recipe: Number(recipe) });
    }
  }
  return found;
}

/** Table outputs are always kept, so one without an object is not whole. */
async function lostTables(connection: DuckDBConnection): Promise<Found[]> {
  const rows = await rowsOf(
    connection,
    `SELECT recipe, name, lower(hex(digest)) FROM internal.output ANTI JOIN internal.placement USING (digest)
     WHERE kind = 'table'`,
  );
  return rows.map(([recipe, name, digest]) => {
    const output = String(name);
    return { kind: 'object', fault: 'it is gone', name: String(digest), output, recipe: Number(recipe) };
  });
}

async function segmentsOf(connection: DuckDBConnection): Promise<readonly number[]> {
  const rows = await rowsOf(connection, 'SELECT DISTINCT segment FROM internal.placement ORDER BY segment');
  return rows.map(([segment]) => Number(segment));
}

async function withUses(connection: DuckDBConnection, found: readonly Found[]): Promise<readonly Damage[]> {
  const recipes = found.flatMap(({ recipe }) => (recipe === null ? [] : [recipe]));
  const uses = new Map<number, UsedBy>();
  if (recipes.length > 0) {
    const rows = await rowsOf(
      connection,
      `SELECT recipe, arg_max(r.run_id, place), arg_max(r.study, place), arg_max(stage, place), arg_max(cell, place)
       FROM (SELECT *, rowid AS place FROM internal.run_stage WHERE recipe IN (${recipes.join(', ')})) s
       JOIN main.run r ON r.sequence = s.run GROUP BY recipe`,
    );
    for (const [recipe, runId, study, stage, cell] of rows) {
      const used = { runId: String(runId), study: String(study), stage: String(stage) };
      uses.set(Number(recipe), { ...used, cell: JSON.parse(String(cell)) as Cell });
    }
  }
  return found.map(({ recipe, ...damage }) => ({
    ...damage,
    usedBy: recipe === null ? null : (uses.get(recipe) ?? null),
  }));
}

async function rowsOf(connection: DuckDBConnection, sql: string) {
  return (await connection.runAndReadAll(sql)).getRowsJS();
}
