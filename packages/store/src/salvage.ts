import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { HEADER_BYTES, saidLength } from './cut-off.js';
import { messageOf, StoreAccessError, StoreDamagedError } from './errors.js';
import { explainError } from './explain-error.js';
import { scanLog } from './log-scan.js';
import { openStore } from './open-store.js';
import { dropBroken } from './salvage-results.js';
import { Scratch } from './scratch.js';
import { commentsOf, type Relation, relationsOf } from './snapshot.js';
import { identifier, literal } from './sql-text.js';
import { realStorePath } from './store-path.js';

/** What was saved of a damaged store, and what was not. */
export interface Salvaged {
  /** The new store. */
  readonly target: string;
  readonly runs: number;
  /** Results that are in it; that were recorded and are not; whose tensors must be made anew. */
  readonly results: { readonly kept: number; readonly lost: number; readonly withoutObjects: number };
  /** Where nothing could be read, a sentence each. */
  readonly unreadable: readonly string[];
}

/**
 * Copies what can be read of a store into a new one: every result that is whole. Of the log what stands before the first
 * damage, of the file every row of every table that can be read. The damaged store stays as it is.
 *
 * @param target  Path of the new store.
 * @throws {StoreAccessError}  if there is no store, the target is there already or cannot be written.
 * @throws {StoreDamagedError} if the tables themselves cannot be found any more: then there is nothing to save.
 * @throws {StoreInUseError}   if a process has the store open.
 */
export async function salvageStore(path: string, target: string): Promise<Salvaged> {
  const file = realStorePath(path);
  if (!existsSync(file)) throw new StoreAccessError(`${path}: there is no store; give the file of the damaged one.`);
  const fresh = realStorePath(target);
  if (existsSync(fresh)) throw new StoreAccessError(`${target}: is there already; give the path of a new file.`);
  const scratch = new Scratch({ folder: `${fresh}.tmp` });
  const unreadable: string[] = [];
  try {
    const readable = withReadableLog(file, scratch, unreadable);
    await copyAll(readable, file, fresh, unreadable);
    // Brings a store of an earlier format to this one.
    await (await openStore(fresh, { owner: 'rgflow salvage' })).close();
    const results = await onDatabases({ rgflow: fresh }, dropBroken);
    const store = await openStore(fresh, { owner: 'rgflow salvage' });
    try {
      const [[runs]] = (await store.query('SELECT count(*) FROM run')).rows as [[number]];
      return { target: fresh, runs, results, unreadable };
    } finally {
      await store.close();
    }
  } catch (error) {
    for (const ending of ['', '.wal']) rmSync(`${fresh}${ending}`, { force: true });
    throw explainError(error, file, 'read');
  } finally {
    scratch.remove();
  }
}

/** The file under another name, beside what can be read of its log. */
function withReadableLog(file: string, scratch: Scratch, unreadable: string[]): string {
  const alias = scratch.file('duckdb');
  const bytes = statSync(file).size;
  const said = saidLength(file);
  if (bytes > HEADER_BYTES && bytes < said.bytes) {
    // What is cut off is filled up: that cannot be read, but the rest can.
    copyFileSync(file, alias);
    truncateSync(alias, said.bytes);
    unreadable.push(`the file: from byte ${bytes} on it is cut off`);
  } else {
    linkOrCopy(file, alias);
  }
  const log = scanLog(file);
  if (log === null || log.readable === 0) {
    if (log?.damaged === true) unreadable.push(`the log: nothing of its ${log.bytes} bytes`);
    return alias;
  }
  writeFileSync(`${alias}.wal`, readFileSync(`${file}.wal`).subarray(0, log.readable));
  if (log.damaged) unreadable.push(`the log: from byte ${log.readable} of ${log.bytes} on`);
  return alias;
}

/** By a symbolic link DuckDB would find the file's own log. */
function linkOrCopy(file: string, alias: string): void {
  try {
    linkSync(file, alias);
  } catch {
    copyFileSync(file, alias, constants.COPYFILE_FICLONE); // another file system, or one without links
  }
}

/** An entry of the log may be damaged in itself: then DuckDB says where. */
async function copyAll(readable: string, file: string, fresh: string, unreadable: string[]): Promise<void> {
  try {
    await onDatabases({ damaged: readable, rgflow: fresh }, (connection) => copyTables(connection, unreadable));
  } catch (error) {
    const at = /Corrupt WAL file: entry at byte position (\d+)/.exec(messageOf(error))?.[1];
    const log = existsSync(`${readable}.wal`) ? readFileSync(`${readable}.wal`) : Buffer.alloc(0);
    if (at === undefined || Number(at) >= log.length) throw nothingLeft(error, file);
    unreadable.push(`the log: from byte ${at} of ${log.length} on`);
    writeFileSync(`${readable}.wal`, log.subarray(0, Number(at)));
    rmSync(fresh, { force: true });
    rmSync(`${fresh}.wal`, { force: true });
    await copyAll(readable, file, fresh, unreadable);
  }
}

function nothingLeft(error: unknown, file: string): unknown {
  const explained = explainError(error, file, 'read');
  if (!(explained instanceof StoreDamagedError)) return explained;
  return new StoreDamagedError(
    `${file}: nothing can be saved, for DuckDB cannot find the tables in it any more (${messageOf(error).split('\n', 1)[0]}).`,
  );
}

/** An instance with databases attached by these names, the first to read if there are two. */
async function onDatabases<Result>(
  files: Readonly<Record<string, string>>,
  body: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    for (const [name, file] of Object.entries(files)) {
      const options = name === 'damaged' ? 'READ_ONLY' : 'ROW_GROUP_SIZE 16384';
      await connection.run(`ATTACH ${literal(file)} AS ${name} (${options})`);
    }
    await connection.run('USE rgflow');
    const result = await body(connection);
    await connection.run('USE memory');
    for (const name of Object.keys(files)) await connection.run(`DETACH ${name}`);
    return result;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function copyTables(connection: DuckDBConnection, unreadable: string[]): Promise<void> {
  const relations = await relationsOf(connection, 'damaged');
  const schemas = [...new Set(relations.map(({ schema }) => schema))];
  await connection.run(
    [
      'BEGIN',
      ...schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`),
      ...relations.map(({ sql }) => sql.replace(/;\s*$/, '')),
      ...(await commentsOf(connection, 'damaged')),
      'COMMIT',
    ].join(';\n'),
  );
  for (const relation of relations) if (!relation.view) await copyRows(connection, relation, unreadable);
}

async function copyRows(connection: DuckDBConnection, { schema, name }: Relation, unreadable: string[]): Promise<void> {
  const table = `${identifier(schema)}.${identifier(name)}`;
  const found = await connection.runAndReadAll(`SELECT coalesce(max(rowid), -1) FROM damaged.${table}`);
  const rows = Number(found.getRowsJS()[0]![0]) + 1;
  const lost = await copyRange(connection, table, 0, rows);
  if (lost > 0) unreadable.push(`${schema}.${name}: ${lost} of ${rows} rows`);
}

/** Rows that come together where a table is whole. */
const TOGETHER = 16_384;
/** A range of so few rows is taken to be lost as a whole if its ends and its midst are. */
const FEW = 2048;

/** Copies rows, by halves where some cannot be read; gives how many were lost. */
async function copyRange(connection: DuckDBConnection, table: string, from: number, to: number): Promise<number> {
  if (to - from > TOGETHER) {
    let lost = 0;
    for (let at = from; at < to; at += TOGETHER)
      lost += await copyRange(connection, table, at, Math.min(to, at + TOGETHER));
    return lost;
  }
  if (to <= from || (await copied(connection, table, from, to))) return 0;
  if (to - from === 1) return 1;
  const middle = Math.floor((from + to) / 2);
  if (to - from > 8 && to - from <= FEW && !(await anyReadable(connection, table, [from, middle, to - 1])))
    return to - from;
  return (await copyRange(connection, table, from, middle)) + (await copyRange(connection, table, middle, to));
}

async function copied(connection: DuckDBConnection, table: string, from: number, to: number): Promise<boolean> {
  try {
    await connection.run(
      `INSERT INTO ${table} SELECT * FROM damaged.${table} WHERE rowid BETWEEN ${from} AND ${to - 1}`,
    );
    return true;
  } catch (error) {
    if (explainError(error, table, 'read') instanceof StoreDamagedError) return false;
    throw error;
  }
}

async function anyReadable(connection: DuckDBConnection, table: string, rows: readonly number[]): Promise<boolean> {
  for (const row of rows) {
    try {
      await connection.runAndReadAll(`SELECT * FROM damaged.${table} WHERE rowid = ${row}`);
      return true;
    } catch (error) {
      if (!(explainError(error, table, 'read') instanceof StoreDamagedError)) throw error;
    }
  }
  return false;
}

/** Where a damaged store is saved to if nothing is said: beside it. */
export function salvagedPath(path: string): string {
  const file = resolve(path);
  return join(dirname(file), `${file.slice(dirname(file).length + 1).replace(/\.duckdb$/, '')}.salvaged.duckdb`);
}
