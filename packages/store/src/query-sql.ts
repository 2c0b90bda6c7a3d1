import { existsSync, realpathSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { resolve } from 'node:path';
import type { DuckDbStore } from './duckdb-store.js';
import { QueryError, StoreAccessError, StoreDamagedError, StoreInUseError } from './errors.js';
import { formatQuery, type SqlFormat } from './format.js';
import { openMemoryStore, openStore } from './open-store.js';
import type { QueryRefusal, QueryRequest } from './serve-queries.js';
import { isTrusted, socketPaths } from './socket-path.js';

/** How long to try again while the store is held by a process that does not answer (it is starting or ending), in ms. */
const PATIENCE_MS = 3000;

export interface QueryOptions {
  /** Files and folders that the query may read besides the store, in this process; none if not given. */
  readonly read?: readonly string[];
}

/**
 * The result of one reading statement on a store, as the bytes of a format: read from the file when nobody owns it, else
 * by its owner, with the same output.
 *
 * @throws {QueryError}      if the statement is refused or fails.
 * @throws {StoreInUseError} if a process holds the store and does not answer, or files are to be read.
 */
export async function querySql(
  file: string,
  sql: string,
  format: SqlFormat,
  { read = [] }: QueryOptions = {},
): Promise<Uint8Array> {
  if (read.length > 0) return readHere(file, sql, format, read);
  const path = existsSync(file) ? realpathSync(file) : resolve(file);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await askOwner(path, { sql, format });
    if (answer !== null) return answer;
    try {
      return await readDirectly(path, sql, format);
    } catch (error) {
      if (!(error instanceof StoreInUseError) || Date.now() >= deadline) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}

async function readDirectly(file: string, sql: string, format: SqlFormat): Promise<Uint8Array> {
  return answerAndClose(await openStore(file, { mode: 'read', owner: 'rgflow sql' }), sql, format);
}

/** Files are read by the process that asks, never by the owner; where there is no store, they are all there is. */
async function readHere(file: string, sql: string, format: SqlFormat, read: readonly string[]): Promise<Uint8Array> {
  const store = existsSync(file)
    ? await openStore(file, { mode: 'read', owner: 'rgflow sql', read })
    : await openMemoryStore({ read });
  return answerAndClose(store, sql, format);
}

async function answerAndClose(store: DuckDbStore, sql: string, format: SqlFormat): Promise<Uint8Array> {
  try {
    return await formatQuery(store.queries, sql, format);
  } finally {
    await store.close();
  }
}

/** The owner's answer, or null if nobody listens. */
async function askOwner(file: string, question: QueryRequest): Promise<Uint8Array | null> {
  for (const path of socketPaths(file)) {
    if (!isTrusted(path, file)) continue;
    const response = await post(path, JSON.stringify(question));
    if (response === null) continue;
    const body = await bytesOf(response).catch(() => {
      throw new StoreAccessError(`${file}: the owner of the store ended before it had answered; try again.`);
    });
    if (response.statusCode === 200) return body;
    throw asError(JSON.parse(body.toString('utf8')) as QueryRefusal);
  }
  return null;
}

/** The beginning of the answer; null if nobody is there, or the owner is ending. */
function post(socketPath: string, body: string): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const sent = request({ socketPath, method: 'POST', path: '/query', agent: false }, resolve);
    sent.on('error', () => resolve(null));
    sent.end(body);
  });
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function asError({ error, message }: QueryRefusal): Error {
  if (error === 'StoreDamagedError') return new StoreDamagedError(message);
  if (error === 'StoreAccessError') return new StoreAccessError(message);
  return new QueryError(message);
}
