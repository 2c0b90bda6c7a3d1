import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { messageOf, QueryError, StoreAccessError, StoreDamagedError } from './errors.js';
import { type SqlFormat, writeQuery } from './format.js';
import type { Queries } from './queries.js';
import type { Sink } from './sink.js';

/** What a client gets, as JSON, with a status above 399, instead of a result. */
export interface QueryRefusal {
  /** Name of the error. */
  readonly error: string;
  readonly message: string;
}

/** What went wrong after a part of the result was sent: a `QueryRefusal` in JSON, percent-encoded, behind it. */
export const REFUSAL_TRAILER = 'rgflow-refusal';

const CONTENT_TYPES: Readonly<Record<SqlFormat, string>> = {
  table: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json',
  arrow: 'application/vnd.apache.arrow.stream',
  parquet: 'application/vnd.apache.parquet',
};

/**
 * Sends the result of a statement, part by part and no faster than it is taken, or why there is none. The answer is not
 * ended yet: what is given back belongs behind it (`REFUSAL_TRAILER`), null if it is whole.
 *
 * @param rest  Awaited after each part.
 */
export async function answerQuery(
  queries: Queries,
  sql: string,
  format: SqlFormat,
  response: ServerResponse,
  abort: AbortSignal,
  rest: () => Promise<void>,
): Promise<string | null> {
  const sink: Sink = async (part) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': CONTENT_TYPES[format] });
    if (!response.write(part)) await once(response, 'drain', { signal: abort });
    await rest();
  };
  try {
    await writeQuery(queries, sql, format, sink, abort);
    return null;
  } catch (error) {
    return sendRefusal(response, error instanceof QueryError ? 400 : 500, error);
  }
}

/** Says why there is no result; where a part of it was sent, the saying is given back to stand behind it. */
export function sendRefusal(response: ServerResponse, status: number, error: unknown): string | null {
  const refusal: QueryRefusal = { error: error instanceof Error ? error.name : 'Error', message: messageOf(error) };
  const said = JSON.stringify(refusal);
  if (response.headersSent) return encodeURIComponent(said);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.write(said);
  return null;
}

/**
 * Ends an answer. If it breaks off, who says that he reads what comes behind is told why; for everybody else the
 * connection breaks off too, so that nobody takes a part for the whole.
 */
export function endAnswer(response: ServerResponse, refusal: string | null): void {
  if (refusal !== null && !/\btrailers\b/i.test(String(response.req.headers.te ?? ''))) {
    response.destroy();
    return;
  }
  if (refusal !== null) response.addTrailers({ [REFUSAL_TRAILER]: refusal });
  response.end();
}

/** The refusal that an answer is, at the other end, as the error that it was; `otherwise` if it breaks off. */
export async function refusalOf(response: IncomingMessage, otherwise: Error): Promise<Error> {
  try {
    return asError(JSON.parse(await text(response)) as QueryRefusal);
  } catch {
    return otherwise;
  }
}

/** The same of what stands behind a result that breaks off. */
export function refusalBehind(response: IncomingMessage): Error | null {
  const said = response.trailers[REFUSAL_TRAILER];
  return said === undefined ? null : asError(JSON.parse(decodeURIComponent(said)) as QueryRefusal);
}

function asError({ error, message }: QueryRefusal): Error {
  if (error === 'StoreDamagedError') return new StoreDamagedError(message);
  if (error === 'StoreAccessError') return new StoreAccessError(message);
  return new QueryError(message);
}
