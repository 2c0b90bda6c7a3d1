import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { joined } from './integers.js';

/** A condition on rows, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values?: DuckDBValue[];
  readonly types?: DuckDBType[];
}

export const EVERY_ROW: Condition = { sql: 'true' };

/** Rows of a digest and of integers, by column. */
export interface DigestRows {
  readonly count: number;
  /** Eight words of 32 bits each, as `DigestTable` has them. */
  readonly digests: Int32Array;
  readonly integers: readonly Int32Array[];
}

/**
 * Reads a BLOB column of digests and expressions of integers, none of them NULL.
 *
 * Each text or blob takes more than a microsecond on its way to JavaScript. Numbers lie there as they are: a digest comes as
 * two of 128 bits.
 *
 * @param order  of the rows, an SQL expression
 */
export async function readDigests(
  connection: DuckDBConnection,
  { table, digest, integers, order }: { table: string; digest: string; integers: readonly string[]; order: string },
  { sql, values, types }: Condition,
): Promise<DigestRows> {
  const halves = ['[1:16]', '[17:32]'].map((half) => `${digest}${half}::BIT::UHUGEINT`);
  const result = await connection.stream(
    `SELECT ${[...halves, ...integers.map((each) => `(${each})::INTEGER`)].join(', ')}
     FROM ${table} WHERE ${sql} ORDER BY ${order}`,
    values,
    types,
  );
  const digests: Int32Array[] = [];
  const numbers: Int32Array[][] = integers.map(() => []);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    digests.push(digestsOf(chunk));
    for (const [i, column] of numbers.entries()) column.push(integersOf(chunk, i + 2));
  }
  const all = joined(digests);
  return { count: all.length / 8, digests: all, integers: numbers.map(joined) };
}

/** The first two columns of a chunk: four words of each in turn, the least significant first. */
function digestsOf(chunk: DuckDBDataChunk): Int32Array {
  const [high, low] = [0, 1].map((column) => wordsOf(chunk, column)) as [Int32Array, Int32Array];
  const digests = new Int32Array(2 * high.length);
  for (let from = 0; from < high.length; from += 4) {
    for (let word = 0; word < 4; word++) {
      digests[2 * from + word] = high[from + word]!;
      digests[2 * from + 4 + word] = low[from + word]!;
    }
  }
  return digests;
}

/** The bytes behind a column of UHUGEINT; its own way to them makes a BigInt of each. */
function wordsOf(chunk: DuckDBDataChunk, column: number): Int32Array {
  const { dataView } = chunk.getColumnVector(column) as unknown as { readonly dataView: DataView };
  return new Int32Array(dataView.buffer, dataView.byteOffset, 4 * chunk.rowCount);
}

function integersOf(chunk: DuckDBDataChunk, column: number): Int32Array {
  const vector = chunk.getColumnVector(column);
  const integers = new Int32Array(vector.itemCount);
  for (let row = 0; row < integers.length; row++) integers[row] = vector.getItem(row) as number;
  return integers;
}
