import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatQuery, QueryError, type SqlFormat } from '../src/index.js';
import { childFile } from './killed-child.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryStore } from './temporary-store.js';

describe('a query', () => {
  it('may read in every way DuckDB has', async () => {
    const store = await temporaryStore();
    for (const sql of [
      'SELECT 1',
      'FROM run',
      'WITH x AS (SELECT 1) FROM x',
      'VALUES (1)',
      'SHOW TABLES',
      'DESCRIBE run',
      'SUMMARIZE run',
      'EXPLAIN SELECT 1',
      'explain analyze select 1',
      '/* why */ SELECT 1; -- because',
    ]) {
      await expect(store.query(sql), sql).resolves.toBeDefined();
    }
  });

  it.each([
    "INSERT INTO run VALUES ('a', 'b', 'c', NULL, now(), NULL, 'complete', NULL, 1)",
    'DELETE FROM run',
    "UPDATE run SET study = 'x'",
    'DROP TABLE run',
    'CREATE TABLE t (a INTEGER)',
    'CREATE TEMP TABLE t (a INTEGER)',
    "COPY run TO 'run.csv'",
    "EXPORT DATABASE 'folder'",
    "ATTACH 'other.duckdb'",
    'SET threads = 8',
    'INSTALL httpfs',
    'PRAGMA threads = 8',
    'CHECKPOINT',
    'BEGIN',
    'COMMIT',
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'",
    'EXPLAIN (ANALYZE) DELETE FROM run',
  ])('may not change anything: %s', async (sql) => {
    const store = await temporaryStore();
    await expect(store.query(sql)).rejects.toThrow(/is refused: only statements that read/);
    expect((await store.query('SELECT count(*) FROM run')).rows).toEqual([[0]]);
  });

  it('is one statement', async () => {
    const store = await temporaryStore();
    await expect(store.query('SELECT 1; DROP TABLE run')).rejects.toThrow('2 statements came; give one at a time');
    await expect(store.query('  -- nothing')).rejects.toThrow('The query is empty');
  });

  it('that fails says so in the words of DuckDB, and names the nearest tables', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE, { ...KL_TABLE, name: 'kl_fit' }]));
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2)), {});
    await expect(store.query('SELEC 1')).rejects.toThrow(/Parser Error.*syntax error at or near "SELEC"/);
    await expect(store.query('SELECT kl_sx FROM kl_layer')).rejects.toThrow(/"kl_sx" not found/);
    await expect(store.query('FROM kl_layr')).rejects.toThrow('Table kl_layr does not exist; did you mean kl_layer');
    await expect(store.query('FROM kl_layr')).rejects.toBeInstanceOf(QueryError);
    await expect(store.query('FROM kl_fit')).rejects.toThrow(
      'kl_fit: no finished run yet, and no rows of a running one; running: grid; the table is made by: grid.',
    );
  });

  it('may be left before its rows have ended, and the store be closed: nothing of it is left to the garbage', async () => {
    const store = await temporaryStore();
    await store.close();
    const child = spawnSync(process.execPath, ['--expose-gc', childFile('leave-rows-unread'), store.file]);
    expect([child.signal, child.status, String(child.stdout), String(child.stderr)]).toEqual([null, 0, 'alive\n', '']);
  });

  it('that was interrupted before it began does not begin', async () => {
    const store = await temporaryStore();
    let asked = false;
    const read = async () => {
      asked = true;
    };
    await expect(store.queries.stream('SELECT 1', read, AbortSignal.abort())).rejects.toThrow('was interrupted');
    expect(asked).toBe(false);
  });

  it('whose rows break off is an error, never a part of the answer', async () => {
    const store = await temporaryStore();
    const sql = "SELECT CASE WHEN range < 300000 THEN range::VARCHAR ELSE 'x' END::INTEGER AS a FROM range(400000)";
    await expect(store.query(sql)).rejects.toThrow("Could not convert string 'x' to INT32");
    for (const format of ['table', 'csv', 'json', 'arrow', 'parquet'] as const) {
      await expect(formatQuery(store.queries, sql, format), format).rejects.toBeInstanceOf(QueryError);
    }
  });

  it('in an unknown format is refused with the formats there are', async () => {
    const store = await temporaryStore();
    const format: string = 'xml';
    await expect(formatQuery(store.queries, 'SELECT 1', format as SqlFormat)).rejects.toThrow(
      'xml is not a format; expected one of table, csv, json, arrow, parquet.',
    );
  });

  it('gives a column its own name when names repeat, and plain numbers where they are exact', async () => {
    const store = await temporaryStore();
    const { columns, rows } = await store.query('SELECT 1::BIGINT AS a, 2.5 AS a, sum(3) AS s, {x: 1, y: [2]} AS t');
    expect(columns.map(({ name }) => name)).toEqual(['a', 'a:1', 's', 't']);
    expect(rows).toEqual([[1, 2.5, 3, { x: 1, y: [2] }]]);
  });

  it('fetches nothing, neither a file nor an extension', async () => {
    const store = await temporaryStore();
    await expect(store.query("FROM read_parquet('https://example.org/x.parquet')")).rejects.toThrow(
      'https://example.org/x.parquet: a query fetches nothing; download it',
    );
  });
});
