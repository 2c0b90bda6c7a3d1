import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { beginAttachment } from '../src/begun-attachment.js';
import { beginInstance } from '../src/begun-instance.js';
import { beginStore, leaveStore, takeStore } from '../src/begun-store.js';
import { openMemoryStore, openStore, StoreAccessError, StoreFormatError, StoreInUseError } from '../src/index.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const CHILD = fileURLToPath(new URL('./children/hold-store.js', import.meta.url));
const children: ChildProcess[] = [];

/** Another process that holds the store. */
async function holder(file: string, mode: 'write' | 'read'): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CHILD, file, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('opening a store', () => {
  it('makes the file and the folders above it', async () => {
    const file = join(dirname(temporaryFile()), 'deep', 'er', 'it\'s "main".duckdb');
    const store = await temporaryStore(file);
    expect((await store.query('SELECT count(*) FROM run')).rows).toEqual([[0]]);
  });

  it('works whatever the file is called and wherever it is moved', async () => {
    for (const name of ['history.duckdb', 'internal.db', 'main', 'rows.duckdb']) {
      const store = await temporaryStore(temporaryFile(name));
      expect((await store.query('FROM object')).rows).toEqual([]);
      await store.close();
      expect((await (await temporaryStore(store.file, { mode: 'read' })).query('FROM object')).rows).toEqual([]);
    }
  });

  it('in a database that was begun before gives the same settings, in each of two', async () => {
    const settings = async () => {
      const store = await temporaryStore();
      // DuckDB tells paths in an order that depends on their texts.
      const { rows } = await store.query(
        `SELECT name, array_to_string(list_sort(string_split(replace(trim(value, '[]'), '${dirname(store.file)}', ''), ', ')), ', ')
         FROM duckdb_settings()
         WHERE name <> 'allowed_directories' ORDER BY name`,
      );
      return rows;
    };
    const made = await settings();
    expect(made).toContainEqual(['autoload_known_extensions', 'false']);
    expect(made).toContainEqual(['temp_directory', '/rgflow.duckdb.tmp']);
    beginInstance();
    beginInstance();
    expect(await settings()).toEqual(made);
    expect(await settings()).toEqual(made);
  });

  it('that was begun goes on where it is, for one taker, and is let go of if nobody takes it', async () => {
    const file = temporaryFile();
    beginAttachment(file);
    expect(existsSync(file), 'nothing is made before it is asked for').toBe(false);
    const made = await takeStore(file);
    await made.close();

    beginAttachment(file);
    beginStore(file);
    const taken = await takeStore(file);
    expect((await taken.query('SELECT count(*) FROM run')).rows).toEqual([[0]]);
    await expect(takeStore(file)).rejects.toThrow(StoreInUseError);
    await taken.close();

    for (const begin of [beginAttachment, (path: string) => [beginAttachment(path), beginStore(path)]]) {
      begin(file);
      await leaveStore();
      await (await openStore(file)).close();
    }
  });

  it('that was begun and cannot be opened says so to whoever takes it', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'not a database, but as long as its first header has to be at least. '.repeat(300));
    beginAttachment(file);
    beginStore(file);
    await expect(takeStore(file)).rejects.toThrow(StoreFormatError);
    beginAttachment(file);
    beginStore(file);
    await leaveStore();
  });

  it('that was begun and that nobody takes is not changed', async () => {
    const packed = readFileSync(new URL('./fixtures/store-format-4.duckdb.br', import.meta.url));
    const earlier = temporaryFile();
    writeFileSync(earlier, brotliDecompressSync(packed));
    const running = temporaryFile();
    const killed = await holder(running, 'write');
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('exit', resolve));
    const instance = await DuckDBInstance.create(running);
    const writer = await instance.connect();
    await writer.run(`INSERT INTO main.run (run_id, study, name, started_at, status, sequence)
      VALUES ('r', 's', 's', now(), 'running', 1)`);
    writer.closeSync();
    instance.closeSync();
    const empty = temporaryFile();
    (await DuckDBInstance.create(empty)).closeSync();
    for (const file of [earlier, running, empty]) {
      const before = readFileSync(file);
      beginAttachment(file);
      beginStore(file);
      await leaveStore();
      expect(readFileSync(file).equals(before), 'left as it was').toBe(true);
      beginAttachment(file);
      beginStore(file);
      const taken = await takeStore(file);
      expect((await taken.query("SELECT count(*) FROM run WHERE status = 'running'")).rows).toEqual([[0]]);
      await taken.close();
    }
  });

  it('that was begun and was moved away meanwhile hides no other error', async () => {
    const file = temporaryFile();
    await (await temporaryStore(file)).close();
    beginAttachment(file);
    beginStore(file);
    // It is open by then, or is opened of no file; both are let go of.
    await new Promise((resolve) => setTimeout(resolve, 300));
    renameSync(file, `${file}.moved`);
    await leaveStore();
    await (await openStore(file)).close();
  });

  it.skipIf(process.platform === 'win32')('that is a pipe, or has one for its log, is refused at once', async () => {
    const file = temporaryFile();
    execFileSync('mkfifo', [file]);
    await expect(openStore(file)).rejects.toThrow(`${file} is a pipe, a socket or a device; give the path of a file.`);
    rmSync(file);
    for (const make of [() => execFileSync('mkfifo', [`${file}.wal`]), () => mkdirSync(`${file}.wal`)]) {
      make();
      await expect(openStore(file)).rejects.toThrow(
        `${file}.wal, the place of the store's log, is not a file; move it`,
      );
      rmSync(`${file}.wal`, { recursive: true });
    }
  });

  it('that another process holds names the process', async () => {
    const file = temporaryFile();
    const child = await holder(file, 'write');
    for (const mode of ['write', 'read'] as const) {
      const error: unknown = await openStore(file, { mode }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreInUseError);
      expect((error as StoreInUseError).pid).toBe(child.pid);
      expect((error as StoreInUseError).message).toMatch(/the store is in use by .*node.*, pid \d+/);
    }
  });

  it('that was begun while another process holds it is given up without a wait', async () => {
    const file = temporaryFile();
    await holder(file, 'write');
    beginAttachment(file);
    beginStore(file);
    const given = vi.spyOn(globalThis, 'setTimeout');
    await leaveStore();
    expect(given.mock.calls.filter(([, ms]) => ms === 100).length).toBeLessThanOrEqual(1);
    given.mockRestore();
  });

  it('for reading is possible beside other readers, and keeps writers out', async () => {
    const file = temporaryFile();
    await (await temporaryStore(file)).close();
    await holder(file, 'read');
    const reader = await temporaryStore(file, { mode: 'read' });
    expect((await reader.query('SELECT count(*) FROM run')).rows).toEqual([[0]]);
    await expect(
      reader.beginRun({ runId: 'r', study: 's', config: {}, startedAt: new Date(), provenance: {}, tables: [] }),
    ).rejects.toThrow('open for reading');
    await reader.close();
    await expect(openStore(file)).rejects.toBeInstanceOf(StoreInUseError);
  });

  it('twice in one process is refused, by whatever path', async () => {
    const file = temporaryFile();
    await temporaryStore(file, { owner: 'the first' });
    const link = join(dirname(file), 'link.duckdb');
    symlinkSync(file, link);
    await expect(openStore(file)).rejects.toThrow('the store is in use by the first');
    await expect(openStore(link, { mode: 'read' })).rejects.toBeInstanceOf(StoreInUseError);
  });

  it('that is something else says what it is', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'SQLite format 3\0 and more');
    await expect(openStore(file)).rejects.toThrow(`${file} is not a DuckDB database (starts with "SQLite format 3")`);
    await expect(openStore(file)).rejects.toBeInstanceOf(StoreFormatError);
    writeFileSync(file, '');
    await expect(openStore(file)).rejects.toThrow('(is empty); give another --store or move it away');
    writeFileSync(file, Buffer.alloc(5000, 0x80));
    await expect(openStore(file)).rejects.toThrow('(starts with bytes 8080808080808080)');
  });

  it('that is another DuckDB database, or of a newer format, is refused', async () => {
    const file = temporaryFile();
    const other = await DuckDBInstance.create(file);
    const connection = await other.connect();
    await connection.run('CREATE TABLE birds (name VARCHAR)');
    connection.closeSync();
    other.closeSync();
    await expect(openStore(file)).rejects.toThrow('is a DuckDB database but not an rgflow store (it has main.birds)');

    const newer = temporaryFile();
    await (await temporaryStore(newer)).close();
    const instance = await DuckDBInstance.create(newer);
    const writer = await instance.connect();
    await writer.run('UPDATE internal.store_format SET version = 99');
    writer.closeSync();
    instance.closeSync();
    await expect(openStore(newer)).rejects.toThrow(
      'store format 99, but this rgflow knows format 5; use a newer rgflow',
    );
    await expect(openStore(newer, { mode: 'read' })).rejects.toBeInstanceOf(StoreFormatError);
  });

  it('that was made before a table came that needs no new format gets it, also when it is only read', async () => {
    const file = temporaryFile();
    await (await temporaryStore(file)).close();
    const instance = await DuckDBInstance.create(file);
    const writer = await instance.connect();
    await writer.run('DROP TABLE main.warning');
    writer.closeSync();
    instance.closeSync();
    const store = await temporaryStore(file, { mode: 'read' });
    expect((await store.query('SELECT message FROM warning')).rows).toEqual([]);
  });

  it('that is a directory, absent for reading, or below a file says so', async () => {
    const file = temporaryFile();
    mkdirSync(file);
    await expect(openStore(file)).rejects.toThrow("is a directory; give the store's file");
    const absent = temporaryFile();
    await expect(openStore(absent, { mode: 'read' })).rejects.toThrow('there is no store yet');
    writeFileSync(absent, 'x');
    await expect(openStore(join(absent, 'below.duckdb'))).rejects.toThrow(
      `cannot make the folder of the store: ${absent}: a part of the path is a file and no folder; check the path.`,
    );
  });

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)('in a folder or file that cannot be written says so', async () => {
    const file = temporaryFile();
    chmodSync(dirname(file), 0o500);
    await expect(openStore(file)).rejects.toBeInstanceOf(StoreAccessError);
    chmodSync(dirname(file), 0o700);
    await (await temporaryStore(file)).close();
    chmodSync(file, 0o400);
    await expect(openStore(file)).rejects.toThrow('check the rights on it and on its folder');
    chmodSync(file, 0o000);
    const refused = `${file}: permission denied; give another place, or change the rights on it and on its folder.`;
    await expect(openStore(file)).rejects.toThrow(`cannot read the store: ${refused}`);
    await expect(openMemoryStore({ read: [file] })).rejects.toThrow(`--read: ${refused}`);
    const below = join(dirname(file), 'shut', 'below', 'store.duckdb');
    mkdirSync(dirname(dirname(below)), { mode: 0o500 });
    await expect(openStore(below)).rejects.toThrow(
      `cannot make the folder of the store: ${dirname(below)}: permission denied;`,
    );
  });
});
