import type { SqlRow, SqlValue } from '@rgflow/drawing';
import type { DuckDbStore } from '@rgflow/store';
import { formatQuery } from '@rgflow/store/format';
import { tableFromIPC } from 'apache-arrow';

/** Asks a store one SQL question: whether it is our own or another process's makes no difference to who asks. */
export type Ask = (sql: string) => Promise<readonly SqlRow[]>;

/** What comes as it is, with no Arrow between. */
const PLAIN: ReadonlySet<string> = new Set(['boolean', 'int32', 'int64', 'float', 'double', 'text']);

/** Asks a store that this process has open. */
export function askStore(store: DuckDbStore): Ask {
  return async (sql) => {
    const rows = await store.queries.stream(sql, async ({ columns, chunks }) => {
      if (!columns.every(({ kind }) => PLAIN.has(kind))) return null;
      const read: SqlRow[] = [];
      for await (const chunk of chunks()) {
        for (const row of chunk) read.push(Object.fromEntries(columns.map(({ name }, i) => [name, scalar(row[i])])));
      }
      return read;
    });
    return rows ?? rowsOf(await formatQuery(store.queries, sql, 'arrow'));
  };
}

/** Asks the store in a file, by way of the process that has it open if there is one. */
export function askFile(file: string): Ask {
  return async (sql) => {
    const { querySql } = await import('@rgflow/store/query-sql');
    return rowsOf(await querySql(file, sql, 'arrow'));
  };
}

/**
 * The rows of an answer as figures and summaries read them. Numbers are numbers, also those of a BIGINT column; what is
 * undefined, NULL or NaN, is null; infinities are themselves; a list is its JSON.
 *
 * @param arrow  One Arrow IPC stream.
 */
export function rowsOf(arrow: Uint8Array): readonly SqlRow[] {
  const table = tableFromIPC(arrow);
  const columns = table.schema.fields.map(({ name }, index) => ({ name, values: table.getChildAt(index)! }));
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, scalar(values.get(row))])),
  );
}

function scalar(value: unknown): SqlValue {
  if (value === null || Number.isNaN(value)) return null;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
}

/** A text as a SQL literal: `it's` -> `'it''s'`. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
