import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { DuckDbStore } from './duckdb-store.js';
import { messageOf, StoreAccessError } from './errors.js';
import { formatQuery, type SqlFormat } from './format.js';
import { FrameReader, writeFrame } from './frames.js';
import { ownFolder, socketPaths } from './socket-path.js';

/** Longest request, in bytes. */
const LONGEST_REQUEST = 2 ** 24;

export interface QueryServer {
  /** The socket, or the name of the pipe. */
  readonly path: string;
  close(): Promise<void>;
}

/** What a client sends, in one frame of JSON. */
export interface QueryRequest {
  readonly sql: string;
  readonly format: SqlFormat;
}

/** What it gets, in one frame of JSON; after `ok` a second frame with the bytes of the result. */
export type QueryReply =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly message: string };

/**
 * Answers the queries of other processes while this one holds the store, on a local socket of mode 0600. Closed with the
 * store. Keeps no process alive.
 *
 * @throws {StoreAccessError} if no socket can be made.
 */
export async function serveQueries(store: DuckDbStore): Promise<QueryServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // the client went away
    void answer(store, socket);
  });
  const path = await listen(server, store.file);
  server.unref();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }).then(() => removeSocket(path));
    return closed;
  };
  store.onClose(close);
  return { path, close };
}

async function listen(server: Server, file: string): Promise<string> {
  const failures: string[] = [];
  for (const path of socketPaths(file)) {
    try {
      ownFolder(path, file);
      removeSocket(path); // we own the store, so a socket that is already there is a dead one
      await listenPrivately(server, path);
      return path;
    } catch (error) {
      failures.push(`${path}: ${messageOf(error)}`);
    }
  }
  throw new StoreAccessError(`serveQueries: cannot make a socket for queries during the run (${failures.join('; ')}).`);
}

/** The socket is made inside `listen`, with the rights that the mask leaves: at no time can others connect. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const mask = process.platform === 'win32' ? undefined : process.umask(0o177);
    try {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        if (process.platform !== 'win32') chmodSync(path, 0o600);
        resolve();
      });
    } finally {
      if (mask !== undefined) process.umask(mask);
    }
  });
}

function removeSocket(path: string): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new StoreAccessError(`${path} is in the way and is not a socket; move it away.`);
  rmSync(path, { force: true });
}

/** One request a connection. A client that goes away interrupts its query. */
async function answer(store: DuckDbStore, socket: Socket): Promise<void> {
  const abort = new AbortController();
  socket.on('close', () => abort.abort());
  try {
    const request = await readRequest(socket);
    if (request === null) return;
    const bytes = await formatQuery(store.queries, request.sql, request.format, abort.signal);
    reply(socket, { ok: true });
    writeFrame(socket, bytes);
  } catch (error) {
    reply(socket, { ok: false, error: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
  } finally {
    socket.end();
  }
}

function reply(socket: Socket, message: QueryReply): void {
  if (!socket.destroyed) writeFrame(socket, Buffer.from(JSON.stringify(message)));
}

async function readRequest(socket: Socket): Promise<QueryRequest | null> {
  const frame = await new FrameReader(socket, LONGEST_REQUEST).next();
  if (frame === null) return null;
  const request: unknown = JSON.parse(frame.toString('utf8'));
  if (typeof request === 'object' && request !== null && 'sql' in request && 'format' in request) {
    const { sql, format } = request;
    if (typeof sql === 'string' && typeof format === 'string') return { sql, format: format as SqlFormat };
  }
  throw new TypeError('serveQueries: a request must be { sql, format }.');
}
