import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect, Server } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  askStatus,
  type DuckDbStore,
  openToRead,
  QueryError,
  querySql,
  SQL_FORMATS,
  serveQueries,
} from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const CHILD = fileURLToPath(new URL('./children/hold-store.js', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const text = async (file: string, sql: string) => Buffer.from(await querySql(file, sql, 'csv')).toString('utf8');

describe('SQL on a store that a process owns', () => {
  it('gives the same bytes through the owner as from the file', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(5)), {
      sigmaW2: 1.5,
      depth: 5,
      shuffle: true,
    });
    await store.endRun('r1', 'complete');
    await serveQueries(store);
    const sql = 'SELECT * FROM kl_layer ORDER BY layer';
    const through: Uint8Array[] = [];
    // One after the other: one process answers all of them.
    for (const format of SQL_FORMATS) through.push(await querySql(file, sql, format));
    await store.close();
    for (const [index, format] of SQL_FORMATS.entries()) {
      expect(Buffer.from(await querySql(file, sql, format)).equals(through[index]!), format).toBe(true);
    }
    expect(tableFromIPC(through[3]!).numRows).toBe(5);
  });

  it('is answered also where the owner is older than a table that came since', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    const connection = await store.queries.attachment.connect();
    await connection.run('DROP TABLE main.variant');
    connection.closeSync();
    await serveQueries(store);
    expect(await text(file, 'SELECT run_id FROM run')).toBe('run_id\nr1\n');
    const replica = await openToRead(file);
    expect((await replica.query('SELECT count(*) FROM variant')).rows).toEqual([[0]]);
    await replica.close();
  });

  it.each([
    ['before it answers', ''],
    ['in the middle of its answer', 'n\n4'],
  ])('asks the file where the owner ends %s, also when it lets go a while after', async (_, part) => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await endInTheMiddle(store, file, '/query', part);
    expect(await text(file, 'SELECT 42 AS n')).toBe('n\n42\n');
  });

  it('lends the tables of the file where the owner ends before it has lent its own', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await endInTheMiddle(store, file, '/snapshot');
    const reader = await openToRead(file);
    expect((await reader.query('SELECT count(*) FROM run')).rows).toEqual([[0]]);
    await reader.close();
  });

  it('refuses to write, with the message of a direct query', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await serveQueries(store);
    await expect(querySql(file, 'DROP TABLE run', 'csv')).rejects.toBeInstanceOf(QueryError);
    await expect(querySql(file, 'DROP TABLE run', 'csv')).rejects.toThrow('DROP is refused');
    await expect(querySql(file, 'FROM rum', 'csv')).rejects.toThrow('did you mean run');
  });

  it('listens on a socket for the user alone, gone when the store is closed, and replaces a dead one', async () => {
    const file = temporaryFile();
    for (let time = 0; time < 2; time++) {
      const child = spawn(process.execPath, [CHILD, file, 'write', 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      expect(statSync(`${file}.sock`).mode & 0o777).toBe(0o600);
      expect(await text(file, 'SELECT count(*) AS n FROM run')).toBe('n\n0\n');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (time === 0) child.kill('SIGKILL');
      else child.stdin.end();
      await ended;
      expect(await text(file, 'SELECT count(*) AS n FROM run'), 'from the file').toBe('n\n0\n');
    }
    expect(existsSync(`${file}.sock`)).toBe(false);
  });

  it('works where the path is too long for a socket', async () => {
    const folder = join(dirname(temporaryFile()), 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(folder, { recursive: true });
    const store = await temporaryStore(join(folder, 'rgflow.duckdb'));
    const server = await serveQueries(store);
    expect(Buffer.byteLength(server.path)).toBeLessThanOrEqual(100);
    expect(statSync(dirname(server.path)).mode & 0o777).toBe(0o700);
    expect(await text(store.file, 'SELECT 1 AS one')).toBe('one\n1\n');
  });

  it('works where the system refuses a socket beside the store', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    // Root is refused nowhere; so that it is seen of every user, the system's refusal is put in its place.
    const refused = vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function refuse(
      this: Server,
      ...[, listener]: unknown[]
    ) {
      if (listener !== undefined) this.once('listening', listener as () => void);
      process.nextTick(() => this.emit('error', new Error('listen EACCES')));
      return this;
    });
    const server = await serveQueries(store);
    expect(refused).toHaveBeenCalledTimes(2);
    refused.mockRestore();
    expect(server.path).not.toBe(`${file}.sock`);
    expect(await text(file, 'SELECT 1 AS one')).toBe('one\n1\n');
  });

  it("does not touch a file that is in the socket's way", async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    writeFileSync(`${file}.sock`, 'mine');
    const server = await serveQueries(store);
    expect(server.path).not.toBe(`${file}.sock`);
    expect(statSync(`${file}.sock`).size).toBe(4);
    expect(await text(file, 'SELECT 1 AS one')).toBe('one\n1\n');
  });

  it('interrupts the query of a client that goes away, and survives one that talks nonsense', async () => {
    const store = await temporaryStore();
    const { path } = await serveQueries(store);
    const nonsense = connect(path);
    nonsense.on('error', () => undefined);
    nonsense.on('data', () => undefined);
    nonsense.write(Buffer.alloc(100, 0xff));
    await new Promise((resolve) => nonsense.on('close', resolve));

    const slow = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 3';
    for (let client = 0; client < 3; client++) {
      const asked = request({ socketPath: path, method: 'POST', path: '/query', agent: false });
      asked.on('error', () => undefined);
      asked.end(JSON.stringify({ sql: slow, format: 'csv' }));
      await new Promise((wake) => setTimeout(wake, 150));
      asked.destroy();
    }
    // Two at a time are answered: this one gets its turn only if the abandoned ones were stopped.
    expect(await text(store.file, 'SELECT 1 AS one')).toBe('one\n1\n');
  });

  it('answers HTTP with the type of the format, and says what it refuses and why', async () => {
    const store = await temporaryStore();
    const { path } = await serveQueries(store);
    const ask = (method: string, url: string, body: string) =>
      new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
        const asked = request({ socketPath: path, method, path: url, agent: false }, async (response) => {
          const parts: Buffer[] = [];
          for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
          const type = response.headers['content-type'];
          resolve({ status: response.statusCode, type, body: Buffer.concat(parts).toString('utf8') });
        });
        asked.on('error', reject);
        asked.end(body);
      });
    const types: (string | undefined)[] = [];
    for (const format of SQL_FORMATS)
      types.push((await ask('POST', '/query', JSON.stringify({ sql: 'FROM run', format }))).type);
    expect(types).toEqual([
      'text/plain; charset=utf-8',
      'text/csv; charset=utf-8; header=present',
      'application/json',
      'application/vnd.apache.arrow.stream',
      'application/vnd.apache.parquet',
    ]);
    expect(await ask('POST', '/query', '{ "sql": "FROM run" }')).toEqual({
      status: 400,
      type: 'application/json',
      body: '{"error":"QueryError","message":"A request must be { \\"sql\\": \\"...\\", \\"format\\": \\"...\\" } in JSON."}',
    });
    expect((await ask('POST', '/query', 'FROM run')).status).toBe(400);
    expect((await ask('GET', '/', '')).status).toBe(404);
    expect((await ask('POST', '/query', '{ "sql": "DROP TABLE run", "format": "csv" }')).status).toBe(400);
    const tooLong = await ask('POST', '/query', ' '.repeat(2 ** 24 + 1));
    expect(tooLong).toMatchObject({ status: 413, body: expect.stringContaining('longer than 16777216 bytes') });
    expect((await ask('POST', '/query', '{ "sql": "SELECT 1 AS a", "format": "csv" }')).body).toBe('a\n1\n');
  });
});

describe('the owner of a store', () => {
  it('has the same comments told of its tables as the file has, and lends all of them', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(5)), { sigmaW2: 1.5, depth: 5 });
    await serveQueries(store);
    const sql = `SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name IN ('main', 'history')
      AND database_name = 'rgflow' AND table_name <> 'object' ORDER BY ALL`;
    const asked = await text(file, sql);
    const lent = await openToRead(file);
    expect((await lent.query('SELECT count(*) FROM history.kl_layer')).rows).toEqual([[5]]);
    await lent.close();
    await store.close();
    expect(asked).toBe(await text(file, sql));
  });

  it('tells how far it has come', async () => {
    const store = await temporaryStore();
    expect(await askStatus(store.file)).toBeNull();
    let done = 1;
    await serveQueries(store, { status: () => ({ done }) });
    expect(await askStatus(store.file)).toEqual({ done: 1 });
    done = 2;
    expect(await askStatus(store.file)).toEqual({ done: 2 });
  });
});

/** Stands for the owner of a store: answers a question with `part`, if with anything, and goes; the store a while later. */
async function endInTheMiddle(store: DuckDbStore, file: string, question: string, part = ''): Promise<void> {
  const ending = createServer((request, response) => {
    if (request.url !== question) return void response.end();
    if (part !== '') response.write(part);
    // Longer than one waits for a process that has never answered.
    setTimeout(() => {
      ending.close();
      ending.closeAllConnections();
      setTimeout(() => void store.close(), 200);
    }, 3500);
  });
  await new Promise<void>((listening) => ending.listen(`${file}.sock`, listening));
}
