import { shortestFloat32 } from './float32-text.js';
import type { QueryColumn, QueryResult, SqlValue } from './query-result.js';

/**
 * An array of objects, one a line. An integer beyond 2^53 is a string; NaN and the infinities, which JSON lacks, are the
 * strings "NaN", "Infinity" and "-Infinity"; bytes are hexadecimal.
 */
export function formatJson({ columns, rows }: QueryResult): string {
  const lines = rows.map((row) => {
    const entries = columns.map((column, index) => `${JSON.stringify(column.name)}:${jsonValue(row[index]!, column)}`);
    return `{${entries.join(',')}}`;
  });
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** One value as JSON. */
export function jsonValue(value: SqlValue, column: QueryColumn): string {
  const float32 = column.kind === 'float' || column.element === 'float';
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (part instanceof Uint8Array) return Buffer.from(part).toString('hex');
    if (typeof part !== 'number') return part;
    if (!Number.isFinite(part)) return String(part);
    return float32 ? shortestFloat32(part) : part;
  });
}
