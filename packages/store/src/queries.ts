import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Attachment } from './attach.js';
import type { Catalogue } from './catalogue.js';
import { NOWHERE } from './confine.js';
import { isDamage, messageOf, QueryError, StoreAccessError } from './errors.js';
import { explainError } from './explain-error.js';
import { unknownTableMessage, unreadFile, unreadFileMessage } from './name-hints.js';
import { type QueryResult, type RowStream, readAll, streamRows } from './query-result.js';
import { checkReading } from './reading-statement.js';
import type { Scratch } from './scratch.js';
import { literal } from './sql-text.js';

/** Queries at the same time; each takes one of Node's four worker threads, and the writer needs one. */
const AT_ONCE = 2;

/**
 * The reading statements of a store, each on a connection of its own in a read-only transaction: it sees what is
 * committed when it starts, and the writer goes on.
 */
export class Queries {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #connections = new Set<DuckDBConnection>();
  #closed = false;

  constructor(
    readonly attachment: Attachment,
    private readonly catalogue: Catalogue,
  ) {}

  /** Where a query may write what does not last. */
  get scratch(): Scratch {
    return this.attachment.scratch;
  }

  /** The rows of one statement. */
  result(sql: string): Promise<QueryResult> {
    return this.stream(sql, readAll);
  }

  /** The rows of one statement as they come, for as long as `body` reads them. */
  stream<Result>(sql: string, body: (rows: RowStream) => Promise<Result>, abort?: AbortSignal): Promise<Result> {
    return this.run(
      sql,
      async (connection, statement) => {
        const result = await (statement === null ? connection.stream(sql) : statement.stream());
        return body(streamRows(result, () => whyNoMore(connection, sql, abort)));
      },
      abort,
    );
  }

  /**
   * Runs `body` on a connection of its own after checking that `sql` is one reading statement; it is given that as it was
   * prepared, null of an EXPLAIN.
   *
   * @throws {QueryError} if it is not, or if DuckDB refuses it.
   */
  async run<Result>(
    sql: string,
    body: (connection: DuckDBConnection, statement: DuckDBPreparedStatement | null) => Promise<Result>,
    abort?: AbortSignal,
  ): Promise<Result> {
    await this.#enter();
    let connection: DuckDBConnection | undefined;
    let statement: DuckDBPreparedStatement | null = null;
    try {
      if (this.#closed) throw new StoreAccessError(`${this.attachment.file}: the store is closed.`);
      connection = await this.attachment.connect();
      this.#connections.add(connection);
      if (abort?.aborted === true) throw interrupted();
      abort?.addEventListener('abort', () => connection?.interrupt(), { once: true });
      await connection.run('BEGIN TRANSACTION READ ONLY');
      statement = await checkReading(connection, sql, this.attachment.readsFiles);
      return await body(connection, statement);
    } catch (error) {
      throw await this.#explain(error);
    } finally {
      if (connection !== undefined) {
        this.#connections.delete(connection);
        statement?.destroySync();
        await endOf(connection);
      }
      this.#leave();
    }
  }

  /** Interrupts what is running and waits for it. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const connection of this.#connections) connection.interrupt();
    while (this.#running > 0) await new Promise((wake) => setTimeout(wake, 5));
  }

  async #enter(): Promise<void> {
    while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }

  #leave(): void {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }

  async #explain(error: unknown): Promise<unknown> {
    if (error instanceof QueryError || error instanceof StoreAccessError) return error;
    const message = messageOf(error).replace(/^Failed to extract statements: /, '');
    if (isDamage(error)) return explainError(error, this.attachment.file, 'read');
    const file = unreadFile(message);
    if (file !== null) return new QueryError(unreadFileMessage(file));
    const connection = await this.attachment.connect();
    try {
      return new QueryError((await unknownTableMessage(connection, this.catalogue, message)) ?? message);
    } catch {
      return new QueryError(message);
    } finally {
      connection.closeSync();
    }
  }
}

/**
 * Ends a connection, and first what still runs on it: rows that nobody has read to their end hold on to blocks of the
 * database, and were they left to the garbage, it would let go of them after the store is closed, which ends the process.
 */
async function endOf(connection: DuckDBConnection): Promise<void> {
  await connection.run('ROLLBACK').catch(() => undefined);
  connection.closeSync();
}

function interrupted(): QueryError {
  return new QueryError('the query was interrupted.');
}

/**
 * A stream of rows that breaks off, by an error of a row or a damaged block, looks like one that has ended. But it has
 * spoilt its transaction. Then the statement runs once more, with its rows thrown away, for the error.
 *
 * @throws DuckDB's error, if there was one.
 */
async function whyNoMore(connection: DuckDBConnection, sql: string, abort: AbortSignal | undefined): Promise<void> {
  try {
    await connection.run('SELECT 1');
    return;
  } catch {
    if (abort?.aborted === true) throw interrupted();
  }
  await connection.run('ROLLBACK');
  await connection.run('BEGIN TRANSACTION READ ONLY');
  await connection.run(`COPY (FROM query(${literal(sql)})) TO '${NOWHERE}' (FORMAT csv, USE_TMP_FILE false)`);
  throw new QueryError('the result broke off for want of memory or disk; ask for less, or again.');
}
