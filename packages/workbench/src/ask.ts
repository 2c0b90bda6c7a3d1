import type { SqlRow, SqlValue } from '@rgflow/drawing';
import type { QueryResult } from '@rgflow/store';

/** Asks a store one SQL question: whether it is our own or another process's makes no difference to who asks. */
export type Ask = (sql: string) => Promise<readonly SqlRow[]>;

/** The rows of a result as figures and summaries read them: numbers are numbers, also those of a BIGINT column. */
export function rowsOf({ columns, rows }: QueryResult): readonly SqlRow[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, scalar(row[i] ?? null)])));
}

function scalar(value: QueryResult['rows'][number][number]): SqlValue {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** A text as a SQL literal: `it's` -> `'it''s'`. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
