import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { joined } from './integers.js';

/** A condition on rows, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values?: DuckDBValue[];
  readonly types?: DuckDBType[];
}

export const EVERY_ROW: Condition = { sql: 'true' };

/** What is read of a table: a BLOB column of digests and expressions of integers, none of them NULL. */
export interface DigestsOf {
  readonly table: string;
  readonly digest: string;
  readonly integers: readonly string[];
  /** What its rows are ordered by, an integer; those of one come as they lie in the table. */
  readonly order: string;
}

/** Rows of a digest and of integers, by column. */
export interface DigestRows {
  readonly count: number;
  /** Eight words of 32 bits each, as `DigestTable` has them. */
  readonly digests: Int32Array;
  readonly integers: readonly Int32Array[];
}

/**
 * Reads digests and integers of tables in one statement: all is of one moment, and DuckDB does not wait for this thread,
 * which may have much else to do meanwhile. What it has found is taken chunk by chunk; all at once, half a million results
 * took 80 MB more.
 *
 * Each text or blob takes more than a microsecond on its way to JavaScript. Numbers lie there as they are: a digest comes as
 * two of 128 bits.
 *
 * @param which  condition on the rows of each table
 */
export async function readDigests(
  connection: DuckDBConnection,
  tables: readonly DigestsOf[],
  which: Condition,
): Promise<readonly DigestRows[]> {
  const width = Math.max(...tables.map(({ integers }) => integers.length));
  const parts = tables.map(({ table, digest, integers, order }, part) => {
    const halves = ['[1:16]', '[17:32]'].map((half) => `${digest}${half}::BIT::UHUGEINT`);
    const numbers = [`${part}`, ...integers, ...Array<string>(width - integers.length).fill('0')];
    const columns = [...halves, ...numbers.map((each) => `(${each})::INTEGER`), `(${order})::INTEGER`, 'rowid'];
    return `SELECT ${columns.join(', ')} FROM ${table} WHERE ${which.sql}`;
  });
  const statement = `${parts.join(' UNION ALL ')} ORDER BY 3, ${4 + width}, ${5 + width}`;
  const result = await connection.stream(statement, which.values, which.types);
  const read = tables.map(({ integers }) => ({
    digests: [] as Int32Array[],
    integers: integers.map((): Int32Array[] => []),
  }));
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const part = integersOf(chunk, 2);
    const digests = digestsOf(chunk);
    const numbers = Array.from({ length: width }, (_, column) => integersOf(chunk, 3 + column));
    for (let from = 0, to = 0; from < part.length; from = to) {
      while (part[to] === part[from]) to++;
      const of = read[part[from]!]!;
      of.digests.push(digests.subarray(8 * from, 8 * to));
      for (const [column, pieces] of of.integers.entries()) pieces.push(numbers[column]!.subarray(from, to));
    }
  }
  return read.map((of) => {
    const digests = joined(of.digests);
    return { count: digests.length / 8, digests, integers: of.integers.map(joined) };
  });
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

/** The same behind a column of INTEGER, none of them NULL. */
function integersOf(chunk: DuckDBDataChunk, column: number): Int32Array {
  const { items } = chunk.getColumnVector(column) as unknown as { readonly items: Int32Array };
  return items.slice();
}
