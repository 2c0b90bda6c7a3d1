import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { messageOf, QueryError } from './errors.js';
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
 */
export async function answerQuery(
  queries: Queries,
  sql: string,
  format: SqlFormat,
  response: ServerResponse,
  abort: AbortSignal,
): Promise<string | null> {
  const sink: Sink = async (part) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': CONTENT_TYPES[format] });
    if (response.write(part)) return;
    await once(response, 'drain', { signal: abort });
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
  const text = JSON.stringify(refusal);
  if (response.headersSent) return encodeURIComponent(text);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.write(text);
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
