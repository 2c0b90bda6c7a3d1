import { csvFormatValue } from 'd3-dsv';
import { shortestFloat32 } from './float32-text.js';
import { jsonValue } from './format-json.js';
import type { QueryColumn, RowStream, SqlValue } from './query-result.js';
import { type Sink, TextParts } from './sink.js';

/**
 * Comma-separated values as RFC 4180 has them, with a header and line feeds. NULL is empty and an empty text is `""`;
 * numbers are in full precision; a list is its JSON; bytes are hexadecimal.
 */
export async function writeCsv({ columns, chunks }: RowStream, sink: Sink): Promise<void> {
  const parts = new TextParts(sink);
  parts.add(`${columns.map(({ name }) => csvFormatValue(name)).join(',')}\n`);
  for await (const rows of chunks()) {
    for (const row of rows) {
      parts.add(`${columns.map((column, index) => cell(row[index]!, column)).join(',')}\n`);
      if (parts.full) await parts.flush();
    }
  }
  await parts.flush();
}

function cell(value: SqlValue, column: QueryColumn): string {
  if (value === null) return '';
  if (typeof value === 'string') return value === '' ? '""' : csvFormatValue(value);
  if (typeof value === 'number') return String(column.kind === 'float' ? shortestFloat32(value) : value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object') return csvFormatValue(jsonValue(value, column));
  return String(value);
}
