import { existsSync, realpathSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { openStore } from './duckdb-store.js';
import { QueryError, StoreAccessError, StoreDamagedError, StoreInUseError } from './errors.js';
import { formatQuery, type SqlFormat } from './format.js';
import { FrameReader, writeFrame } from './frames.js';
import type { QueryReply, QueryRequest } from './serve-queries.js';
import { isTrusted, socketPaths } from './socket-path.js';

/** How long to try again while the store is held by a process that does not answer (it is starting or ending), in ms. */
const PATIENCE_MS = 3000;

/**
 * The result of one reading statement on a store, as the bytes of a format: read from the file when nobody owns it, else
 * by its owner, with the same output.
 *
 * @throws {QueryError}      if the statement is refused or fails.
 * @throws {StoreInUseError} if a process holds the store and does not answer.
 */
export async function querySql(file: string, sql: string, format: SqlFormat): Promise<Uint8Array> {
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
  const store = await openStore(file, { mode: 'read', owner: 'rgflow sql' });
  try {
    return await formatQuery(store.queries, sql, format);
  } finally {
    await store.close();
  }
}

/** The owner's answer, or null if nobody listens. */
async function askOwner(file: string, request: QueryRequest): Promise<Uint8Array | null> {
  for (const path of socketPaths(file)) {
    if (!isTrusted(path, file)) continue;
    const socket = await connectTo(path);
    if (socket === null) continue;
    try {
      writeFrame(socket, Buffer.from(JSON.stringify(request)));
      const frames = new FrameReader(socket);
      const head = await frames.next();
      if (head === null) continue; // the owner is ending
      const reply = JSON.parse(head.toString('utf8')) as QueryReply;
      if (!reply.ok) throw asError(reply);
      const body = await frames.next();
      if (body === null)
        throw new StoreAccessError(`${file}: the owner of the store ended before it had answered; try again.`);
      return body;
    } finally {
      socket.destroy();
    }
  }
  return null;
}

function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(null)); // nobody there; after the connection, the end of the frames says it
  });
}

function asError(reply: { readonly error: string; readonly message: string }): Error {
  if (reply.error === 'StoreDamagedError') return new StoreDamagedError(reply.message);
  if (reply.error === 'StoreAccessError') return new StoreAccessError(reply.message);
  return new QueryError(reply.message);
}
