import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier } from './sql-text.js';
import type { OwnRows } from './table-columns.js';

/**
 * How the rows that SQL shows of a table output differ from those of its object: the first difference as a sentence, or
 * null. A column that was widened since shows the same values in another type.
 */
export async function rowsShownOtherwise(
  connection: DuckDBConnection,
  name: string,
  recipe: number,
  own: OwnRows,
): Promise<string | null> {
  const list = own.columns.map((column) => identifier(column.name)).join(', ');
  const found = await connection.runAndReadAll(
    `SELECT ${list} FROM "rows".${identifier(name)} WHERE recipe_number = ${recipe} ORDER BY rowid`,
  );
  return firstDifference(own, found.getRowsJS());
}

/**
 * The same of rows that were read.
 *
 * @param shown  values in the order of the columns of the output
 */
export function firstDifference(
  { columns, values, rows }: OwnRows,
  shown: readonly (readonly unknown[])[],
): string | null {
  if (shown.length !== rows) return `SQL shows ${shown.length} rows of it, its object holds ${rows}`;
  for (const [i, row] of shown.entries()) {
    for (const [j, { name: column }] of columns.entries()) {
      const [held, seen] = [values[j]![i], row[j]];
      if (!sameValue(held, seen)) return `SQL shows ${seen} in ${column}, row ${i + 1}, its object holds ${held}`;
    }
  }
  return null;
}

/** A number that was widened to a text is written by DuckDB: 1.0 is 1. */
function sameValue(held: unknown, seen: unknown): boolean {
  return String(held) === String(seen) || (typeof held === 'number' && seen !== null && Number(seen) === held);
}
