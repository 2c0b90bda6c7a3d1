import {
  blobValue,
  type DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  DuckDBUHugeIntVector,
  type DuckDBValue,
  DuckDBVarCharVector,
} from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';

const CHUNK_ROWS = 2048;

/**
 * Appends columns of equal length to a table, in DuckDB's own chunks: about a thousand times faster than single INSERTs.
 *
 * Runs inside the transaction of the connection. Synchronous between the chunks.
 *
 * @param schema  Schema of the table.
 * @param table   Its name; the columns are given in the table's order.
 * @param columns Values by column; a BIGINT is a bigint, a TIMESTAMP a `DuckDBTimestampValue`, a NULL is null.
 */
export async function appendColumns(
  connection: DuckDBConnection,
  schema: string,
  table: string,
  columns: readonly ArrayLike<DuckDBValue>[],
): Promise<void> {
  const rows = columns[0]?.length ?? 0;
  if (rows === 0) return;
  const appender = await connection.createAppender(table, schema, 'rgflow');
  try {
    // A column count that differs from the chunk's crashes the process, so it is checked here.
    if (appender.columnCount !== columns.length) {
      throw new RangeError(
        `appendColumns: ${schema}.${table} has ${appender.columnCount} columns, ${columns.length} came.`,
      );
    }
    const types = columns.map((_, index) => appender.columnType(index));
    // One for all: what a chunk takes outside of JavaScript's heap is given back late.
    const chunk = DuckDBDataChunk.create(types);
    for (let start = 0; start < rows; start += CHUNK_ROWS) {
      const end = Math.min(rows, start + CHUNK_ROWS);
      chunk.reset();
      chunk.rowCount = end - start;
      for (const [index, values] of columns.entries()) {
        const vector = chunk.getColumnVector(index);
        if (vector instanceof DuckDBVarCharVector) {
          putTexts(vector, values, start, end);
          continue;
        }
        for (let row = start; row < end; row++) vector.setItem(row - start, values[row]!);
        vector.flush();
      }
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

/**
 * Puts the values from `start` to `end` into a column of texts. To hand one over takes a call, so that is done once for
 * each: where it comes again, what DuckDB made of it is copied, 16 bytes that hold it or say where it lies.
 */
function putTexts(vector: DuckDBVarCharVector, values: ArrayLike<DuckDBValue>, start: number, end: number): void {
  const count = end - start;
  const firstRow = new Map<DuckDBValue, number>();
  const sameAs = new Int32Array(count);
  let repeats = false;
  for (let row = 0; row < count; row++) {
    const value = values[start + row]!;
    sameAs[row] = firstRow.get(value) ?? row;
    if (sameAs[row] !== row) {
      repeats = true;
      continue;
    }
    if (value !== null) firstRow.set(value, row);
    vector.setItem(row, value as string | null);
  }
  vector.flush();
  if (!repeats) return;
  const { vector: raw } = vector as unknown as { readonly vector: RawVector };
  // The vector of numbers of 16 bytes hands over as they are those that lie there.
  const entries = DuckDBUHugeIntVector.fromRawVector(raw, count);
  const { dataView } = entries as unknown as { readonly dataView: DataView };
  const words = new Int32Array(dataView.buffer, dataView.byteOffset, 4 * count);
  for (let row = 0; row < count; row++) {
    const [from, to] = [4 * sameAs[row]!, 4 * row];
    if (from === to) continue;
    for (let word = 0; word < 4; word++) words[to + word] = words[from + word]!;
  }
  entries.flush();
}

type RawVector = Parameters<typeof DuckDBUHugeIntVector.fromRawVector>[0];

/** The same of rows, each with its values in the table's order. */
export async function appendRows(
  connection: DuckDBConnection,
  schema: string,
  table: string,
  rows: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? null));
  await appendColumns(connection, schema, table, columns);
}

/** A moment, for a column of TIMESTAMP. */
export function timestamp(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

/** A digest or a key, for a column of BLOB. */
export function digestValue(digest: Digest): DuckDBBlobValue {
  return blobValue(Buffer.from(digest, 'hex'));
}
