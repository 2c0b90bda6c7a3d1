import type { DuckDBConnection, DuckDBListValue, DuckDBType, DuckDBValue } from '@duckdb/node-api';

/** A condition on rows, with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values?: DuckDBValue[];
  readonly types?: DuckDBType[];
}

export const EVERY_ROW: Condition = { sql: 'true' };

/** Rows of a digest and of integers: the digests 32 bytes each one after the other, the integers by column. */
export interface DigestRows {
  readonly count: number;
  readonly digests: Uint8Array;
  readonly integers: readonly Int32Array[];
}

/** Rows that come together. */
const TOGETHER = 8192;

/**
 * Reads a BLOB column of digests and expressions of integers, none of them NULL. Each text or blob takes more than a
 * microsecond on its way to JavaScript, so thousands of digests come in one text.
 *
 * @param order  of the rows, an SQL expression
 */
export async function readDigests(
  connection: DuckDBConnection,
  { table, digest, integers, order }: { table: string; digest: string; integers: readonly string[]; order: string },
  { sql, values, types }: Condition,
): Promise<DigestRows> {
  const columns = integers.map((_, i) => `list(i${i} ORDER BY place)`);
  const result = await connection.stream(
    `SELECT string_agg(hex(digest), '' ORDER BY place)${columns.map((column) => `, ${column}`).join('')} FROM (
       SELECT ${digest} AS digest, row_number() OVER (ORDER BY ${order}) AS place
         ${integers.map((each, i) => `, (${each})::INTEGER AS i${i}`).join('')}
       FROM ${table} WHERE ${sql})
     GROUP BY place // ${TOGETHER} ORDER BY place // ${TOGETHER}`,
    values,
    types,
  );
  const digests: Buffer[] = [];
  const numbers: Int32Array[][] = integers.map(() => []);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [text, ...lists] of chunk.getRows()) {
      digests.push(Buffer.from(String(text), 'hex'));
      lists.forEach((list, i) => {
        numbers[i]!.push(Int32Array.from((list as DuckDBListValue).items as readonly number[]));
      });
    }
  }
  const all = Buffer.concat(digests);
  return { count: all.length / 32, digests: all, integers: numbers.map(joined) };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
