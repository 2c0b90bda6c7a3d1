import { request } from 'node:http';
import { expect, it } from 'vitest';
import { type openStore, QueryError, querySql, serveQueries } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const text = async (file: string, sql: string) => Buffer.from(await querySql(file, sql, 'csv')).toString('utf8');

/** A client that sends a question and reads nothing; `leave` hangs up. */
function ask(socketPath: string, sql: string): { leave(): void } {
  const asked = request({ socketPath, method: 'POST', path: '/query', agent: false }, (response) => response.pause());
  asked.on('error', () => undefined);
  asked.end(JSON.stringify({ sql, format: 'csv' }));
  return { leave: () => asked.destroy() };
}

/** One value, that takes minutes and cannot be interrupted. */
const ENDLESS = "SELECT levenshtein(repeat('a', 400000), repeat('b', 400000))";

const wait = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

/** Whatever is asked, the store answers the next question and takes the next commit. */
async function expectAlive(store: Awaited<ReturnType<typeof openStore>>, seed: number): Promise<void> {
  await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3, seed)), { sigmaW2: seed });
  await store.flush();
  expect(await text(store.file, 'SELECT 1 AS one')).toBe('one\n1\n');
}

it('a result of any length is sent no faster than it is taken, and ends with its client', async () => {
  const store = await temporaryStore();
  await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  const { path } = await serveQueries(store);
  const before = process.memoryUsage().rss;
  const clients = [ask(path, 'FROM range(60000000)'), ask(path, "SELECT repeat('x', 1000) FROM range(60000000)")];
  await wait(2000);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 2 ** 20);
  for (const client of clients) client.leave();
  await expectAlive(store, 1);
});

it('a query that cannot be interrupted ends with its client all the same', async () => {
  const store = await temporaryStore();
  await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  const { path } = await serveQueries(store);
  for (let client = 0; client < 2; client++) {
    const asked = ask(path, ENDLESS);
    await wait(1000);
    asked.leave();
  }
  await expectAlive(store, 1);
});

it('a query that takes too long, or too much memory, or spoils what answers it, is refused and hurts nobody', async () => {
  const store = await temporaryStore();
  await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
  await serveQueries(store, { limitSeconds: 5 });
  const { file } = store;
  const slow = text(file, ENDLESS);
  await expect(slow).rejects.toThrow(
    'the query took longer than 5 s, which is the limit while a run has the store open',
  );
  await expect(slow).rejects.toBeInstanceOf(QueryError);
  for (const sql of [
    "SELECT string_agg(repeat('x', 1000000000), '') FROM range(100)",
    "SELECT repeat('x', 600000000)",
  ]) {
    await expect(text(file, sql)).rejects.toBeInstanceOf(QueryError);
  }
  const spoil = "FROM query('FROM enable_' || 'logging(storage=''file'', storage_path=''/nowhere'')')";
  await text(file, spoil).catch(() => undefined);
  await expectAlive(store, 1);
});

it('a result that breaks off says why, and is not taken for the whole', async () => {
  const store = await temporaryStore();
  const { path } = await serveQueries(store);
  const sql =
    "SELECT CASE WHEN range < 300000 THEN range::VARCHAR ELSE error('out of digits') END AS a FROM range(400000)";
  await expect(text(store.file, sql)).rejects.toThrow('out of digits');
  const ended = await new Promise<string>((resolve) => {
    const asked = request({ socketPath: path, method: 'POST', path: '/query', agent: false }, (response) => {
      response.resume();
      response.on('error', (error) => resolve(error.message));
      response.on('end', () => resolve('whole'));
    });
    asked.end(JSON.stringify({ sql, format: 'csv' }));
  });
  expect(ended).toBe('aborted');
});

it('an answer is the same as from the file: every table, what is said of it, and the bytes of objects', async () => {
  const file = temporaryFile();
  const store = await temporaryStore(file);
  await store.beginRun(runOf('r1', 'grid', [{ ...KL_TABLE, comment: 'by layer', comments: { kl: 'nats' } }]));
  await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(5)), { sigmaW2: 1.5, depth: 5, shuffle: true });
  const layers = [1, 2].map((layer) => ({
    shape: [2, 3],
    data: Float32Array.from({ length: 6 }, (_, i) => layer * i),
  }));
  const weights = tensorCommit('r1', 'weights', 'float32', layers);
  await execute(store, weights, { sigmaW2: 1.5 });
  await store.endRun('r1', 'complete');
  await serveQueries(store);
  const digest = weights.objects[1]!.digest;
  const questions = [
    'SHOW TABLES',
    'DESCRIBE kl_layer',
    'SUMMARIZE kl_layer',
    'FROM history.kl_layer ORDER BY ALL',
    "SELECT * FROM query_table('kl_layer')",
    'SELECT digest, octet_length(arrow) AS n, bytes, arrow FROM object ORDER BY ALL',
    'SELECT tensor_values(digest) AS v, tensor_shape(digest) AS s FROM tensor ORDER BY layer',
    `SELECT tensor_values('${digest}') AS v, tensor_values('${digest.replace(/./g, '0')}') AS none, tensor_shape(NULL) AS n`,
    "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = 'kl_layer'",
    "SELECT comment FROM duckdb_views() WHERE view_name = 'kl_layer'",
    'SELECT r.study, count(*) AS n FROM run r JOIN execution USING (run_id) JOIN recipe USING (recipe_key) GROUP BY ALL',
  ];
  const through: string[] = [];
  for (const sql of questions) through.push(await text(file, sql));
  await store.close();
  for (const [index, sql] of questions.entries()) expect(through[index], sql).toBe(await text(file, sql));
});

it('an owner that is closed waits for no query', async () => {
  const store = await temporaryStore();
  const { path } = await serveQueries(store);
  ask(path, ENDLESS);
  await wait(1000);
  const began = performance.now();
  await store.close();
  expect(performance.now() - began).toBeLessThan(10_000);
});
