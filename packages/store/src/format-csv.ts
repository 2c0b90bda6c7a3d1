import { csvFormatValue } from 'd3-dsv';
import { shortestFloat32 } from './float32-text.js';
import { jsonValue } from './format-json.js';
import type { QueryColumn, QueryResult, SqlValue } from './query-result.js';

/**
 * Comma-separated values as RFC 4180 has them, with a header and line feeds. NULL is empty and an empty text is `""`;
 * numbers are in full precision; a list is its JSON; bytes are hexadecimal.
 */
export function formatCsv({ columns, rows }: QueryResult): string {
  const lines = [columns.map(({ name }) => csvFormatValue(name))];
  for (const row of rows) lines.push(columns.map((column, index) => cell(row[index]!, column)));
  return `${lines.map((line) => line.join(',')).join('\n')}\n`;
}

function cell(value: SqlValue, column: QueryColumn): string {
  if (value === null) return '';
  if (typeof value === 'string') return value === '' ? '""' : csvFormatValue(value);
  if (typeof value === 'number') return String(column.kind === 'float' ? shortestFloat32(value) : value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object') return csvFormatValue(jsonValue(value, column));
  return String(value);
}
