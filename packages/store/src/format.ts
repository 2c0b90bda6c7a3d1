import { QueryError } from './errors.js';
import type { Queries } from './queries.js';
import { Collected, type Sink } from './sink.js';

export const SQL_FORMATS = ['table', 'csv', 'json', 'arrow', 'parquet'] as const;
export type SqlFormat = (typeof SQL_FORMATS)[number];

/**
 * The result of one reading statement as the bytes of a format, part by part as it comes; text is UTF-8 and ends with a
 * newline. No more is held in memory than a chunk of the result and what DuckDB needs to make it.
 *
 * @throws {QueryError} if the statement or the format is refused, or a value cannot be written; what the sink throws.
 */
export async function writeQuery(
  queries: Queries,
  sql: string,
  format: SqlFormat,
  sink: Sink,
  abort?: AbortSignal,
): Promise<void> {
  let refused: { readonly error: unknown } | null = null;
  const guarded: Sink = async (part) => {
    try {
      await sink(part);
    } catch (error) {
      refused = { error };
      throw error;
    }
  };
  try {
    await write(queries, sql, format, guarded, abort);
  } catch (error) {
    // Where the rows go is no business of the statement.
    const { error: own } = (refused as { readonly error: unknown } | null) ?? { error };
    throw own;
  }
}

async function write(
  queries: Queries,
  sql: string,
  format: SqlFormat,
  sink: Sink,
  abort: AbortSignal | undefined,
): Promise<void> {
  switch (format) {
    case 'table': {
      const { writeTable } = await import('./format-table.js');
      return queries.stream(sql, (rows) => writeTable(rows, sink), abort);
    }
    case 'csv': {
      const { writeCsv } = await import('./format-csv.js');
      return queries.stream(sql, (rows) => writeCsv(rows, sink), abort);
    }
    case 'json': {
      const { writeJson } = await import('./format-json.js');
      return queries.stream(sql, (rows) => writeJson(rows, sink), abort);
    }
    case 'arrow': {
      const { writeArrow } = await import('./format-arrow.js');
      return queries.stream(sql, (rows) => writeArrow(rows, sink), abort);
    }
    case 'parquet': {
      const { writeParquet } = await import('./format-parquet.js');
      return writeParquet(queries, sql, sink, abort);
    }
    default:
      format satisfies never;
      throw new QueryError(`${String(format)} is not a format; expected one of ${SQL_FORMATS.join(', ')}.`);
  }
}

/** The same in one piece. */
export async function formatQuery(queries: Queries, sql: string, format: SqlFormat): Promise<Uint8Array> {
  const collected = new Collected();
  await writeQuery(queries, sql, format, collected.sink);
  return collected.bytes();
}
