import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type DuckDbStore,
  openMemoryStore,
  QueryError,
  querySql,
  StoreAccessError,
  serveQueries,
} from '../src/index.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

/** A folder with a text file, a folder of CSV in it, and no store. */
function someFiles(): string {
  const folder = dirname(temporaryFile());
  mkdirSync(join(folder, 'tables'));
  writeFileSync(join(folder, 'secret.csv'), 'word\nswordfish\n');
  writeFileSync(join(folder, 'tables', 'a.csv'), 'a\n1\n2\n');
  return folder;
}

/** Every way of a query to a file, each with what it would touch. */
function waysToFiles(folder: string): readonly string[] {
  const file = join(folder, 'secret.csv');
  return [
    `FROM read_csv('${file}')`,
    `FROM read_text('${file}')`,
    `FROM read_blob('${file}')`,
    `FROM read_json('${file}')`,
    `FROM parquet_scan('${file}')`,
    `FROM sniff_csv('${file}')`,
    `FROM '${file}'`,
    `FROM glob('${folder}/*')`,
    `FROM query('FROM read_text(''${file}'')')`,
    `FROM read_text('http://127.0.0.1:1/x')`,
    `EXPLAIN ANALYZE COPY (SELECT 1) TO '${folder}/made.csv'`,
    `ATTACH '${folder}/made.duckdb'`,
    `FROM duckdb_secrets()`,
  ];
}

/** A query as DuckDB writes it in JSON. */
async function serialised(store: DuckDbStore, sql: string): Promise<string> {
  const { rows } = await store.query(`SELECT json_serialize_sql('${sql.replaceAll("'", "''")}')`);
  return String(rows[0]?.[0]).replaceAll("'", "''");
}

describe('a query', () => {
  it.each(['from the file', 'through its owner'])('reads and writes no file, %s', async (way) => {
    const folder = someFiles();
    const store = await temporaryStore();
    if (way === 'through its owner') await serveQueries(store);
    else await store.close();
    const before = readdirSync(folder);
    for (const sql of waysToFiles(folder)) {
      const error: unknown = await querySql(store.file, sql, 'csv').catch((reason: unknown) => reason);
      expect(error, sql).toBeInstanceOf(QueryError);
    }
    expect(readdirSync(folder)).toEqual(before);
    expect(Buffer.from(await querySql(store.file, 'SELECT 1 AS one', 'csv')).toString()).toBe('one\n1\n');
  });

  it.each(['from the file', 'through its owner', 'of its owner'])(
    'does not read the file of the store, %s',
    async (way) => {
      const store = await temporaryStore();
      if (way === 'through its owner') await serveQueries(store);
      if (way === 'from the file') await store.close();
      const ask = (sql: string) => (way === 'of its owner' ? store.query(sql) : querySql(store.file, sql, 'csv'));
      for (const sql of [
        `SELECT size FROM read_blob('${store.file}')`,
        `SELECT size FROM "read_blob" /* so */ ('${store.file}')`,
        `FROM query('SELECT size FROM read_blob(''${store.file}'')')`,
        `FROM read_csv('${store.file}', delim = chr(1), columns = {'x': 'BLOB'}, ignore_errors = true)`,
        `FROM glob('${store.file}')`,
        `SELECT '--' AS dashes, size FROM read_blob('${store.file}')`,
        `SELECT $$'$$ AS quote, size FROM read_blob('${store.file}')`,
      ]) {
        await expect(ask(sql), sql).rejects.toThrow('reads no file that is not named');
      }
      expect(
        await ask("SELECT 'read_blob(''x'')' AS read_text, length('glob(') AS glob, 'a' GLOB ('*') AS fits"),
      ).toBeDefined();
    },
  );

  it('does not either where it is a text that is put together', async () => {
    const store = await temporaryStore();
    for (const sql of [
      `SELECT size FROM query('SELECT size FROM read_' || 'blob(''${store.file}'')')`,
      `SELECT 1 WHERE EXISTS (FROM "query" ('FROM gl' || 'ob(''${store.file}'')'))`,
      `EXPLAIN ANALYZE FROM query('FROM read_' || 'text(''${store.file}'')')`,
      `-- first\n; WITH a AS MATERIALIZED (FROM query('FROM query(''FROM read_''||''blob(''''${store.file}'''')'')')) FROM a, a b`,
    ]) {
      await expect(store.query(sql), sql).rejects.toThrow('reads no file that is not named');
    }
    expect((await store.query("FROM query('SELECT count(*)' || ' FROM run')")).rows).toEqual([[0]]);
    expect((await store.query("FROM query_table('ru' || 'n')")).rows).toEqual([]);
    await store.close();
    const named = Buffer.from(
      await querySql(store.file, `SELECT count(*) AS n FROM query('FROM gl' || 'ob(''${store.file}'')')`, 'csv', {
        read: [store.file],
      }),
    );
    expect(named.toString()).toBe('n\n1\n');
  });

  it('says how a file is read', async () => {
    const store = await temporaryStore();
    await expect(store.query("FROM read_csv('/some/where.csv')")).rejects.toThrow(
      '/some/where.csv: a query reads no file that is not named; rgflow sql --read /some/where.csv lets it.',
    );
    await expect(store.query("FROM 'docs/kl_fit.parquet'")).rejects.toThrow(
      'docs/kl_fit.parquet: a query reads no file that is not named; rgflow sql --read docs/kl_fit.parquet lets it.',
    );
  });

  it('names the folder in which the files of a pattern lie', async () => {
    const store = await temporaryStore();
    for (const [pattern, place] of [
      ['/some/where/*.csv', '/some/where'],
      ['/some/*/part-[0-9].csv', '/some'],
      ['*.parquet', '.'],
      ['/*.csv', '/'],
      ['/a b/*.csv', "'/a b'"],
    ]) {
      await expect(store.query(`FROM glob('${pattern}')`)).rejects.toThrow(
        `${pattern}: a query reads no file that is not named; rgflow sql --read ${place} lets it.`,
      );
    }
  });

  it('changes no setting of the process that answers it, by no function either', async () => {
    const store = await temporaryStore();
    const folder = dirname(store.file);
    const before = readdirSync(folder);
    for (const sql of [
      `FROM enable_logging(storage='file', storage_path='${folder}/log')`,
      `FROM "enable_logging" /* so */ (storage='stdout')`,
      'FROM disable_logging()',
      'FROM truncate_duckdb_logs()',
      `FROM enable_profiling(save_location='${folder}/profile.json', format='json')`,
      'FROM disable_profiling()',
      'FROM enable_peg_parser()',
      'FROM checkpoint()',
      "SELECT '--' FROM checkpoint()",
      "FROM force_checkpoint('rgflow')",
      `FROM query('FROM enable_' || 'logging(storage=''file'', storage_path=''${folder}/log'')')`,
      "FROM query('FROM enable_' || 'logging(storage=''stdout'')')",
      "FROM query('FROM force_' || 'checkpoint()')",
      "FROM json_execute_serialized_sql(json_serialize_sql('FROM read_' || 'blob(''x'')'))",
      "FROM query('FROM json_execute_' || 'serialized_sql(json_serialize_sql(''SELECT 1''))')",
      `PRAGMA json_execute_serialized_sql('${await serialised(store, `SELECT size FROM read_blob('${store.file}')`)}')`,
    ]) {
      await expect(store.query(sql), sql).rejects.toThrow(/is refused: only statements that read/);
    }
    expect((await store.query("SELECT 'enable_logging' AS checkpoint")).rows).toEqual([['enable_logging']]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('reads the files and folders that are named, and no other', async () => {
    const folder = someFiles();
    const file = temporaryFile();
    await (await temporaryStore(file)).close();
    const rows = async (sql: string, ...read: string[]) =>
      Buffer.from(await querySql(file, sql, 'csv', { read })).toString();
    const secret = join(folder, 'secret.csv');
    const tables = join(folder, 'tables');
    expect(await rows(`FROM '${secret}'`, secret)).toBe('word\nswordfish\n');
    expect(await rows(`SELECT sum(a) AS s FROM '${tables}/*.csv'`, tables)).toBe('s\n3\n');
    expect(await rows(`SELECT a, (SELECT count(*) FROM run) AS runs FROM '${tables}/a.csv' LIMIT 1`, tables)).toBe(
      'a,runs\n1,0\n',
    );
    await expect(rows(`FROM '${secret}'`, tables)).rejects.toThrow('reads no file that is not named');
    await expect(rows(`FROM read_text('${tables}/../secret.csv')`, tables)).rejects.toThrow('reads no file');
    await expect(rows('SELECT 1', join(folder, 'absent.csv'))).rejects.toBeInstanceOf(StoreAccessError);
    await expect(rows(`EXPLAIN ANALYZE COPY (SELECT 1) TO '${tables}/x.csv'`, tables)).rejects.toThrow('is refused');
    expect(existsSync(join(tables, 'x.csv'))).toBe(false);
  });

  it('reads them where there is no store as well', async () => {
    const folder = someFiles();
    const store = await openMemoryStore({ read: [join(folder, 'secret.csv')] });
    expect((await store.query(`FROM '${folder}/secret.csv'`)).rows).toEqual([['swordfish']]);
    expect((await store.query('FROM run')).rows).toEqual([]);
    expect((await store.query('SELECT estimate(x).mean FROM (VALUES (1), (3)) t(x)')).rows).toEqual([[2]]);
    await store.close();
  });
});
