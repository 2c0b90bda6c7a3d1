import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { StoreDamagedError } from './errors.js';
import { explainError } from './explain-error.js';
import { commentsOf, type Relation, relationsOf } from './snapshot.js';
import { identifier, literal } from './sql-text.js';

/** Where the new file is written until it is whole. */
export function rewritten(file: string): string {
  return `${file}.rewritten`;
}

/**
 * Between the renaming and the end of the lock on the old file: whoever had just opened that finds it locked, and opens
 * the path again.
 */
const GRACE_MS = 500;

/**
 * Writes a store anew, without what is free in its file and without the bytes of objects that are placed nowhere: DuckDB
 * uses free space again, but gives it back only where it lies at the end.
 *
 * Meanwhile the file is open for reading, so that nobody writes to it, and no log of it can come to be. What was copied is
 * compared, table by table, before it takes the place of the old file in one renaming.
 *
 * @param file  real path of the database file, which nobody has open
 * @returns why nothing was done; null if it was
 * @throws {StoreInUseError}   if somebody writes to it.
 * @throws {StoreDamagedError} if it cannot be read whole, or the copy is not the same; then it stays as it is.
 */
export async function shrinkFile(file: string): Promise<string | null> {
  const fresh = rewritten(file);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  try {
    const connection = await instance.connect();
    try {
      await connection.run(`ATTACH ${literal(file)} AS source (READ_ONLY)`);
      if (existsSync(`${file}.wal`)) return 'its log is not empty; the next `gc` gives the space back';
      await connection.run(`ATTACH ${literal(fresh)} AS rgflow (ROW_GROUP_SIZE 16384)`);
      await connection.run('USE rgflow');
      await copyAll(connection);
      await connection.run('CHECKPOINT rgflow; USE memory; DETACH rgflow');
      sync(fresh);
      renameSync(fresh, file);
      sync(dirname(file));
      await wait(GRACE_MS);
      return null;
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    throw explainError(error, file, 'read');
  } finally {
    instance.closeSync();
    for (const ending of ['', '.wal']) rmSync(`${fresh}${ending}`, { force: true });
  }
}

async function copyAll(connection: DuckDBConnection): Promise<void> {
  const relations = await relationsOf(connection, 'source');
  const schemas = [...new Set(relations.map(({ schema }) => schema))];
  await connection.run(
    [
      'BEGIN',
      ...schemas.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`),
      ...relations.map(({ sql }) => sql.replace(/;\s*$/, '')),
      ...(await commentsOf(connection, 'source')),
      'COMMIT',
    ].join(';\n'),
  );
  for (const relation of relations) if (!relation.view) await copyTable(connection, relation);
  await connection.run(
    `UPDATE internal.segment SET bytes = coalesce(
       (SELECT sum(bytes) FROM internal.placement p WHERE p.segment = internal.segment.segment), 0)`,
  );
}

/** In the order of its rows, which says what came last. */
async function copyTable(connection: DuckDBConnection, { schema, name }: Relation): Promise<void> {
  const table = `${identifier(schema)}.${identifier(name)}`;
  const rows = `SELECT * FROM source.${table}${placedOnly(schema, name)}`;
  await connection.run(`INSERT INTO rgflow.${table} ${rows} ORDER BY rowid`);
  const sums = [`(${rows})`, `rgflow.${table}`].map((from) => `(SELECT (count(*), bit_xor(hash(t))) FROM ${from} t)`);
  const found = await connection.runAndReadAll(`SELECT ${sums.join(' IS NOT DISTINCT FROM ')}`);
  if (found.getRowsJS()[0]![0] !== true) {
    throw new StoreDamagedError(
      `${schema}.${name}: its copy is not the same; the store stays as it is. \`rgflow verify\` says more.`,
    );
  }
}

/** Of a segment the objects that are placed in it. */
function placedOnly(schema: string, name: string): string {
  const segment = schema === 'internal' ? /^segment_(\d+)$/.exec(name)?.[1] : undefined;
  if (segment === undefined) return '';
  return ` WHERE digest IN (SELECT lower(hex(digest)) FROM source.internal.placement WHERE segment = ${segment})`;
}

/** Has the system write what it holds of a file or a folder. */
function sync(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
