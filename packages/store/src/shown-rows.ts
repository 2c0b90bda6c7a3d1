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
  { columns, values, rows }: OwnRows,
): Promise<string | null> {
  const list = columns.map((column) => identifier(column.name)).join(', ');
  const found = await connection.runAndReadAll(
    `SELECT ${list} FROM "rows".${identifier(name)} WHERE recipe_number = ${recipe} ORDER BY rowid`,
  );
  const shown = found.getRowsJS();
  if (shown.length !== rows) return `SQL shows ${shown.length} rows of it, its object holds ${rows}`;
  for (const [i, row] of shown.entries()) {
    for (const [j, { name: column }] of columns.entries()) {
      const [held, seen] = [String(values[j]![i]), String(row[j])];
      if (held !== seen) return `SQL shows ${seen} in ${column}, row ${i + 1}, its object holds ${held}`;
    }
  }
  return null;
}
