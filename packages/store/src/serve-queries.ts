import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DuckDbStore } from './duckdb-store.js';
import { messageOf, QueryError, StoreAccessError } from './errors.js';
import { formatQuery, type SqlFormat } from './format.js';
import { ownFolder, socketPaths } from './socket-path.js';

/** Longest request, in bytes. */
const LONGEST_REQUEST = 2 ** 24;

export interface QueryServer {
  /** The socket, or the name of the pipe. */
  readonly path: string;
  close(): Promise<void>;
}

/** What a client sends, as JSON, to `/query`. */
export interface QueryRequest {
  readonly sql: string;
  readonly format: SqlFormat;
}

/** What it gets, as JSON, with a status above 399, instead of a result. */
export interface QueryRefusal {
  /** Name of the error. */
  readonly error: string;
  readonly message: string;
}

/**
 * Answers the queries of other processes while this one holds the store: HTTP on a local socket of mode 0600. Closed with
 * the store. Keeps no process alive.
 *
 *     curl --unix-socket data/rgflow.duckdb.sock http://store/query -d '{ "sql": "FROM run", "format": "csv" }'
 *
 * @throws {StoreAccessError} if no socket can be made.
 */
export async function serveQueries(store: DuckDbStore): Promise<QueryServer> {
  const server = createServer((request, response) => {
    void answer(store, request, response);
  });
  const path = await listen(server, store.file);
  server.unref();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
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

/** `POST /query` with a `QueryRequest` in JSON; the answer is the bytes of the result, or a `QueryRefusal` in JSON. */
async function answer(store: DuckDbStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const abort = new AbortController();
  response.on('close', () => abort.abort()); // a client that goes away interrupts its query
  try {
    if (request.method !== 'POST' || request.url !== '/query') {
      refuse(response, 404, new QueryError(`${request.method} ${request.url}: there is only POST /query here.`));
      return;
    }
    const text = await readText(request);
    if (text === null) {
      refuse(response, 413, new QueryError(`The request is longer than ${LONGEST_REQUEST} bytes.`));
      return;
    }
    const { sql, format } = queryRequest(text);
    const bytes = await formatQuery(store.queries, sql, format, abort.signal);
    response.writeHead(200, { 'content-type': CONTENT_TYPES[format], 'content-length': bytes.length });
    response.end(bytes);
  } catch (error) {
    refuse(response, error instanceof QueryError ? 400 : 500, error);
  }
}

const CONTENT_TYPES: Readonly<Record<SqlFormat, string>> = {
  table: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
};

/** Says why there is no result. The connection ends with it, for a body that is too long is not read to its end. */
function refuse(response: ServerResponse, status: number, error: unknown): void {
  const refusal: QueryRefusal = { error: error instanceof Error ? error.name : 'Error', message: messageOf(error) };
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(refusal));
}

/** The body of a request, null if it is too long. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_REQUEST) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function queryRequest(text: string): QueryRequest {
  let request: unknown = null;
  try {
    request = JSON.parse(text);
  } catch {
    // refused below, as every other text that is no request
  }
  if (typeof request === 'object' && request !== null && 'sql' in request && 'format' in request) {
    const { sql, format } = request;
    if (typeof sql === 'string' && typeof format === 'string') return { sql, format: format as SqlFormat };
  }
  throw new QueryError('A request must be { "sql": "...", "format": "..." } in JSON.');
}
