import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { plain, type SqlValue } from './plain-value.js';
import { type ColumnKind, type Shape, shapeOf } from './result-shape.js';

export interface QueryColumn extends Shape {
  readonly name: string;
  /** DuckDB's name of the type: `DOUBLE`, `FLOAT[]`, ... */
  readonly type: string;
}

export type { ColumnKind, SqlValue };

export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  /** Row by row, in the order of `columns`. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** A result that is read as it comes: no more of it is in memory than the rows of one of DuckDB's chunks. */
export interface RowStream {
  readonly columns: readonly QueryColumn[];
  /** The chunks in order, each a row after the other. */
  chunks(): AsyncIterable<Iterable<readonly SqlValue[]>>;
}

/**
 * Reads a DuckDB result into plain data. Column names that repeat are numbered: `a`, `a:1`.
 *
 * @param ended  Called where no more rows come. The library says the same of a result that broke off: this is to find out.
 */
export function streamRows(result: DuckDBResult, ended: () => Promise<void>): RowStream {
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames().map((name, index): QueryColumn => {
    const type = types[index]!;
    return { name, type: type.alias ?? type.toString(), ...shapeOf(type) };
  });
  return {
    columns,
    async *chunks() {
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        yield rowsOf(chunk);
      }
      await ended();
    },
  };
}

/** One row at a time, for a chunk may hold two thousand texts of a megabyte each. */
function* rowsOf(chunk: DuckDBDataChunk): Generator<readonly SqlValue[]> {
  const vectors = Array.from({ length: chunk.columnCount }, (_, index) => chunk.getColumnVector(index));
  for (let row = 0; row < chunk.rowCount; row++) yield vectors.map((vector) => plain(vector.getItem(row)));
}

/** The whole of a result. */
export async function readAll({ columns, chunks }: RowStream): Promise<QueryResult> {
  const rows: (readonly SqlValue[])[] = [];
  for await (const chunk of chunks()) for (const row of chunk) rows.push(row);
  return { columns, rows };
}

/** A result as an array of objects, column name -> value. */
export function toObjects(result: QueryResult): Record<string, SqlValue>[] {
  return result.rows.map((row) => Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]!])));
}
