import type { DuckDBConnection } from '@duckdb/node-api';
import { INCOMPLETE_RESULTS } from './incomplete-results.js';
import { identifier, literal } from './sql-text.js';

/** Results that are whole, that are not and were dropped, and that are but for objects, which are made anew. */
export interface KeptResults {
  readonly kept: number;
  readonly lost: number;
  readonly withoutObjects: number;
}

/**
 * Drops what is in part: results without their key, their code, one of their outputs or rows, and objects that are not
 * what their digest says. A result whose tensors are gone is one whose objects were dropped: it is made anew when it is
 * asked for.
 */
export async function dropBroken(connection: DuckDBConnection): Promise<KeptResults> {
  const run = (sql: string) => connection.run(sql);
  await run('BEGIN');
  const numberOf = async (sql: string) => Number((await connection.runAndReadAll(sql)).getRowsJS()[0]![0]);
  await dropBrokenObjects(connection);

  await run('CREATE TEMP TABLE broken (recipe INTEGER)');
  const breaks = async (why: string) => run(`INSERT INTO broken ${why}`);
  for (const { recipes } of INCOMPLETE_RESULTS) await breaks(recipes);
  const tables = await namesOf(connection, 'rows', '%');
  for (const table of tables) {
    const rows = `"rows".${identifier(table)}`;
    await breaks(
      `SELECT recipe FROM internal.output LEFT JOIN
         (SELECT recipe_number AS recipe, count(*) AS shown FROM ${rows} GROUP BY ALL) USING (recipe)
       WHERE kind = 'table' AND name = ${literal(table)} AND coalesce(shown, 0) <> rows`,
    );
  }

  const among = 'IN (SELECT recipe FROM broken)';
  for (const table of ['recipe', 'output', 'tensor', 'numerics', 'made']) {
    await run(`DELETE FROM internal.${table} WHERE recipe ${among}`);
  }
  for (const table of tables) {
    await run(
      `DELETE FROM "rows".${identifier(table)} WHERE recipe_number NOT IN (SELECT recipe FROM internal.recipe)`,
    );
  }
  const kept = await numberOf('SELECT count(*) FROM internal.recipe');
  const recorded = await numberOf(
    `SELECT count(DISTINCT recipe) FROM (
       SELECT recipe FROM internal.run_stage WHERE outcome IN ('executed', 'hit')
       UNION ALL SELECT recipe FROM internal.recipe UNION ALL SELECT recipe FROM broken)`,
  );
  const withoutObjects = await numberOf(
    `SELECT count(DISTINCT recipe) FROM (
       SELECT recipe, digest FROM internal.output UNION ALL SELECT recipe, digest FROM internal.tensor)
     SEMI JOIN lost_object USING (digest)`,
  );
  await run('COMMIT');
  return { kept, lost: recorded - kept, withoutObjects };
}

/** Keeps the place of every object that is there and is what it is called, and of no other. */
async function dropBrokenObjects(connection: DuckDBConnection): Promise<void> {
  const segments = await namesOf(connection, 'internal', 'segment\\_%');
  await connection.run('CREATE TEMP TABLE good (digest BLOB, segment INTEGER, bytes BIGINT)');
  for (const name of segments) {
    const segment = Number(name.slice('segment_'.length));
    await connection.run(
      `INSERT INTO good SELECT unhex(digest), ${segment}, octet_length(arrow) FROM internal.${name} WHERE sha256(arrow) = digest`,
    );
    await connection.run(
      `UPDATE internal.segment SET bytes = (SELECT coalesce(sum(octet_length(arrow)), 0) FROM internal.${name})
       WHERE segment = ${segment}`,
    );
    await connection.run(
      `INSERT INTO internal.segment SELECT ${segment}, coalesce(sum(octet_length(arrow)), 0) FROM internal.${name}
       HAVING NOT EXISTS (FROM internal.segment WHERE segment = ${segment})`,
    );
  }
  await connection.run(
    'CREATE TEMP TABLE lost_object AS SELECT DISTINCT digest FROM internal.placement ANTI JOIN good USING (digest, segment)',
  );
  await connection.run('DELETE FROM internal.placement WHERE digest IN (SELECT digest FROM lost_object)');
  await connection.run(
    `INSERT INTO internal.placement SELECT DISTINCT ON (digest) digest, segment, bytes, now()::TIMESTAMP FROM good
     ANTI JOIN internal.placement USING (digest)`,
  );
}

async function namesOf(connection: DuckDBConnection, schema: string, like: string): Promise<readonly string[]> {
  const found = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE database_name = 'rgflow' AND schema_name = ${literal(schema)}
       AND table_name LIKE ${literal(like)} ESCAPE '\\' ORDER BY table_name`,
  );
  return found.getRowsJS().map(([name]) => String(name));
}
