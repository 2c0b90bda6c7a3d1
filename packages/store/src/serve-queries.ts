import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { endAnswer, REFUSAL_TRAILER, sendRefusal } from './answer-query.js';
import type { DuckDbStore } from './duckdb-store.js';
import { messageOf, QueryError, StoreAccessError } from './errors.js';
import type { SqlFormat } from './format.js';
import { createServer } from './node-http.js';
import { Readers } from './readers.js';
import { Snapshots } from './snapshots.js';
import { ownFolder, socketPaths } from './socket-path.js';
import { WorkBudget } from './work-budget.js';

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

export interface ServeOptions {
  /** Seconds after which a query is given up; 300 if not given. */
  readonly limitSeconds?: number;
  /** What is told of this process at the moment, as JSON has it; null for nothing. */
  readonly status?: () => unknown;
}

/**
 * Answers the queries of other processes while this one holds the store: HTTP on a local socket of mode 0600. Closed with
 * the store. Keeps no process alive.
 *
 * What is asked is worked out by processes of their own (`reader.ts`), started by the first question: this one gives them
 * its tables as they are, for which it takes a twentieth of its time at most, and hands their answers on.
 *
 *     curl --unix-socket data/rgflow.duckdb.sock http://store/query -d '{ "sql": "FROM run", "format": "csv" }'
 *
 * @throws {StoreAccessError} if no socket can be made.
 */
export async function serveQueries(
  store: DuckDbStore,
  { limitSeconds = 300, status = () => null }: ServeOptions = {},
): Promise<QueryServer> {
  const budget = new WorkBudget();
  const snapshots = new Snapshots(store.queries.attachment, () => store.written, budget);
  const readObject = (digest: string) => budget.do(() => store.read(digest));
  const readers = new Readers(snapshots, readObject, budget, 1000 * limitSeconds);
  const server = createServer((request, response) => {
    void answer({ readers, snapshots, status }, request, response);
  });
  const path = await listen(server, store.file);
  server.unref();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      readers.close();
      server.closeAllConnections();
      snapshots.forget();
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
      if (process.platform !== 'win32') chmodSync(path, 0o600);
      return path;
    } catch (error) {
      failures.push(`${path}: ${messageOf(error)}`);
    }
  }
  throw new StoreAccessError(`serveQueries: cannot make a socket for queries during the run (${failures.join('; ')}).`);
}

/** The socket is made inside `listen`, with the rights that the mask leaves: at no time can others connect. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const listening = once(server, 'listening');
  const mask = process.platform === 'win32' ? undefined : process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    if (mask !== undefined) process.umask(mask);
  }
  await listening;
}

function removeSocket(path: string): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new StoreAccessError(`${path} is in the way and is not a socket; move it away.`);
  rmSync(path, { force: true });
}

/** What is asked of the owner, and who answers it. */
async function answer(owner: Owner, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort()); // a client that goes away interrupts its query
  response.on('error', () => undefined);
  try {
    const asked = `${request.method} ${request.url}`;
    if (asked === 'GET /alive') {
      response.writeHead(204);
      response.end();
    } else if (asked === 'POST /query') {
      await answerByReader(owner.readers, await textOf(request), response, gone.signal);
    } else if (asked === 'POST /snapshot') {
      await lendSnapshot(owner.snapshots, response, gone.signal);
    } else if (asked === 'POST /status') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(owner.status() ?? null));
    } else {
      throw new Refused(404, `${asked}: there is only POST /query here.`);
    }
  } catch (error) {
    // The connection ends with it, for a body that is too long is not read to its end.
    if (!response.headersSent) response.setHeader('connection', 'close');
    const status = error instanceof Refused ? error.status : error instanceof QueryError ? 400 : 500;
    endAnswer(response, sendRefusal(response, status, error));
  }
}

interface Owner {
  readonly readers: Readers;
  readonly snapshots: Snapshots;
  readonly status: () => unknown;
}

/** Hands on what a reader answers, no faster than it is taken. */
async function answerByReader(
  readers: Readers,
  question: string,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const { sql, format } = queryRequest(question);
  await readers.answer(sql, format, gone, async ({ status, headers, parts, trailers }) => {
    response.writeHead(status, { 'content-type': String(headers['content-type']), trailer: REFUSAL_TRAILER });
    for await (const part of parts()) {
      if (!response.write(part)) await once(response, 'drain', { signal: gone });
    }
    endAnswer(response, trailers()[REFUSAL_TRAILER] ?? null);
  });
}

/** Gives a snapshot of all tables, as JSON on one line; its files stay until the client hangs up. */
async function lendSnapshot(snapshots: Snapshots, response: ServerResponse, gone: AbortSignal): Promise<void> {
  const { snapshot, release } = await snapshots.take(null, gone);
  gone.addEventListener('abort', release, { once: true });
  if (gone.aborted) release();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(`${JSON.stringify(snapshot)}\n`);
}

/** A request that is refused before anything is asked of it. */
class Refused extends QueryError {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The body of a request. */
async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_REQUEST) throw new Refused(413, `The request is longer than ${LONGEST_REQUEST} bytes.`);
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
