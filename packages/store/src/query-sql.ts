import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { refusalBehind, refusalOf } from './answer-query.js';
import type { DuckDbStore } from './duckdb-store.js';
import { StoreInUseError } from './errors.js';
import { type SqlFormat, writeQuery } from './format.js';
import { openMemoryStore, openStore } from './open-store.js';
import { openToRead } from './open-to-read.js';
import { askOwner, OwnerEndedError, patienceFor } from './owner.js';
import type { QueryRequest } from './serve-queries.js';
import { Collected, type Sink } from './sink.js';
import { realStorePath } from './store-path.js';

export interface QueryOptions {
  /** Files and folders that the query may read besides the store, in this process; none if not given. */
  readonly read?: readonly string[];
  /**
   * Gives up the parts that were written, where the owner goes away in the middle of its answer, so that the question can be
   * asked again; if not given, that is an error.
   */
  readonly again?: () => void;
}

/**
 * The result of one reading statement on a store, as the bytes of a format, part by part: read from the file when nobody
 * owns it, else by its owner, with the same output.
 *
 * @returns Who has answered.
 * @throws {QueryError}      if the statement is refused or fails, perhaps after a part of the result was written.
 * @throws {StoreInUseError} if a process holds the store and does not answer.
 */
export async function writeSql(
  file: string,
  sql: string,
  format: SqlFormat,
  sink: Sink,
  { read = [], again }: QueryOptions = {},
): Promise<'owner' | 'file'> {
  if (read.length > 0) {
    await readHere(file, sql, format, sink, read);
    return 'file';
  }
  const path = realStorePath(file);
  let unanswered: number | null = null;
  let begun = false;
  const noted: Sink = (part) => {
    begun = true;
    return sink(part);
  };
  for (;;) {
    const question: QueryRequest = { sql, format };
    try {
      const answered = await askOwner(path, '/query', JSON.stringify(question), (response) =>
        takeAll(path, response, noted),
      );
      if (answered !== null) return 'owner';
    } catch (error) {
      if (!(error instanceof OwnerEndedError) || (begun && again === undefined)) throw error;
      if (begun) again?.();
      begun = false;
    }
    try {
      await writeAndClose(await openStore(path, { mode: 'read', owner: 'rgflow sql' }), sql, format, sink);
      return 'file';
    } catch (error) {
      unanswered ??= Date.now();
      if (!(error instanceof StoreInUseError) || Date.now() - unanswered >= patienceFor(path)) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}

/** The same in one piece. */
export async function querySql(
  file: string,
  sql: string,
  format: SqlFormat,
  options: QueryOptions = {},
): Promise<Uint8Array> {
  let collected = new Collected();
  const again = () => {
    collected = new Collected();
  };
  await writeSql(file, sql, format, (part) => collected.sink(part), { ...options, again });
  return collected.bytes();
}

/** Files are read by the process that asks, never by the owner; where there is no store, they are all there is. */
async function readHere(
  file: string,
  sql: string,
  format: SqlFormat,
  sink: Sink,
  read: readonly string[],
): Promise<void> {
  const store = existsSync(file) ? await openToRead(file, read) : await openMemoryStore({ read });
  await writeAndClose(store, sql, format, sink);
}

async function writeAndClose(store: DuckDbStore, sql: string, format: SqlFormat, sink: Sink): Promise<void> {
  try {
    await writeQuery(store.queries, sql, format, sink);
  } finally {
    await store.close();
  }
}

/** Takes what the owner sends to its end. */
async function takeAll(file: string, response: IncomingMessage, sink: Sink): Promise<true> {
  const endedEarly = new OwnerEndedError(file);
  if (response.statusCode !== 200) throw await refusalOf(response, endedEarly);
  try {
    for await (const part of response as AsyncIterable<Buffer>) await sink(part);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? endedEarly : error;
  }
  const refusal = refusalBehind(response);
  if (refusal !== null) throw refusal;
  return true;
}
