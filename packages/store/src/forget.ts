import type { DuckDBConnection } from '@duckdb/node-api';
import { shellWord } from '@rgflow/pipeline/shell-text';
import { QueryError } from './errors.js';
import { openStore } from './open-store.js';
import { identifier, literal } from './sql-text.js';

/** What went with the runs that were forgotten. */
export interface Forgotten {
  readonly runs: number;
  /** Results that no other run has used, and their objects. */
  readonly results: number;
  readonly objects: number;
  readonly bytes: number;
}

/**
 * Forgets runs: what is recorded of them, and the results that no other run has used, with their rows and objects; in one
 * transaction.
 *
 * @param runIds  of runs that have ended and have no tag
 * @throws {QueryError}      if a run has a tag, or there is no such run.
 * @throws {StoreInUseError} if a process has the store open.
 */
export async function forgetRuns(file: string, runIds: readonly string[]): Promise<Forgotten> {
  const store = await openStore(file, { owner: 'rgflow forget' });
  try {
    const connection = await store.queries.attachment.connect();
    try {
      await connection.run('BEGIN');
      const forgotten = await forget(connection, runIds);
      await connection.run('COMMIT');
      return forgotten;
    } finally {
      connection.closeSync();
    }
  } finally {
    await store.close();
  }
}

async function forget(connection: DuckDBConnection, runIds: readonly string[]): Promise<Forgotten> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  const among = `(${runIds.map(literal).join(', ')})`;
  const [tagged] = await rowsOf(`SELECT run_id, tag FROM main.tag WHERE run_id IN ${among}`);
  if (tagged !== undefined) {
    throw new QueryError(
      `${tagged[0]}: has the tag ${tagged[1]}; \`rgflow tag --remove ${shellWord(String(tagged[1]))}\` takes it away first.`,
    );
  }
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE gone AS SELECT sequence AS run FROM main.run WHERE run_id IN ${among}`,
  );
  const used = "FROM internal.run_stage WHERE outcome IN ('executed', 'hit')";
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE unused AS SELECT recipe FROM internal.recipe SEMI JOIN
       (SELECT recipe ${used} AND run IN (FROM gone)) USING (recipe)
     ANTI JOIN (SELECT recipe ${used} AND run NOT IN (FROM gone)) USING (recipe)`,
  );
  const [[runs], [results]] = [await rowsOf('SELECT count(*) FROM gone'), await rowsOf('SELECT count(*) FROM unused')];
  const unused = 'recipe IN (FROM unused)';
  // What they executed and others use keeps where it was made.
  await connection.run(
    `INSERT INTO internal.made SELECT e.recipe, arg_max(r.provenance ->> '$.node', e.rowid), arg_max(r.provenance ->> '$.platform', e.rowid)
     FROM internal.execution e JOIN main.run r ON r.sequence = e.run
     WHERE e.run IN (FROM gone) AND e.status = 'ok' AND e.recipe NOT IN (SELECT recipe FROM internal.made) GROUP BY e.recipe`,
  );
  const tables = await rowsOf(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'rgflow' AND schema_name = 'rows'",
  );
  for (const [table] of tables) {
    await connection.run(`DELETE FROM "rows".${identifier(String(table))} WHERE recipe_number IN (FROM unused)`);
  }
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE freed AS SELECT digest, bytes FROM internal.placement
     SEMI JOIN (SELECT digest FROM internal.output WHERE ${unused} UNION ALL SELECT digest FROM internal.tensor WHERE ${unused})
       USING (digest)
     ANTI JOIN (SELECT digest FROM internal.output WHERE kind = 'table' AND NOT ${unused}
       UNION ALL SELECT digest FROM internal.tensor WHERE NOT ${unused}) USING (digest)`,
  );
  const [freed] = await rowsOf('SELECT count(*), coalesce(sum(bytes), 0) FROM freed');
  for (const statement of [
    ...['recipe', 'output', 'tensor', 'numerics', 'made', 'execution'].map(
      (table) => `internal.${table} WHERE ${unused}`,
    ),
    'internal.placement WHERE digest IN (SELECT digest FROM freed)',
    'internal.run_stage WHERE run IN (FROM gone)',
    "internal.execution WHERE run IN (FROM gone) AND status <> 'ok'",
    ...['warning', 'audit', 'refinement', 'run'].map((table) => `main.${table} WHERE run_id IN ${among}`),
    // Of what failed, and of what an execution is recorded, the number stays taken.
    `internal.recipe_key WHERE recipe NOT IN (SELECT recipe FROM internal.recipe UNION SELECT recipe FROM internal.execution
       UNION SELECT recipe FROM internal.run_stage WHERE recipe IS NOT NULL)`,
  ]) {
    await connection.run(`DELETE FROM ${statement}`);
  }
  // It keeps its times too; the number of the run will be another's.
  await connection.run('UPDATE internal.execution SET run = -run WHERE run IN (FROM gone)');
  return { runs: Number(runs![0]), results: Number(results![0]), objects: Number(freed![0]), bytes: Number(freed![1]) };
}
