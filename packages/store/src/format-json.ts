import { shortestFloat32 } from './float32-text.js';
import type { RowStream, SqlValue } from './query-result.js';
import type { Shape } from './result-shape.js';
import { type Sink, TextParts } from './sink.js';

/**
 * An array of objects, one a line. A column of JSON is what it says. An integer beyond 2^53, or a DECIMAL of more than 15
 * digits, is a string; NaN and the infinities, which JSON lacks, are the strings "NaN", "Infinity" and "-Infinity"; bytes
 * are hexadecimal.
 */
export async function writeJson({ columns, chunks }: RowStream, sink: Sink): Promise<void> {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const parts = new TextParts(sink);
  let any = false;
  for await (const rows of chunks()) {
    for (const row of rows) {
      const entries = columns.map((column, index) => `${names[index]}:${jsonValue(row[index]!, column)}`);
      parts.add(`${any ? ',\n' : '[\n'}{${entries.join(',')}}`);
      any = true;
      if (parts.full) await parts.flush();
    }
  }
  parts.add(any ? '\n]\n' : '[]\n');
  await parts.flush();
}

/** One value as JSON. */
export function jsonValue(value: SqlValue, shape: Shape | null): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string')
    return shape?.kind === 'json' && isJson(value) ? onOneLine(value) : JSON.stringify(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return `"${value}"`;
    return String(shape?.kind === 'float' ? shortestFloat32(value) : value);
  }
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('hex')}"`;
  if (Array.isArray(value)) {
    const element = shape?.element ?? null;
    return `[${(value as readonly SqlValue[]).map((item) => jsonValue(item, element)).join(',')}]`;
  }
  const entries = Object.entries(value as Readonly<Record<string, SqlValue>>).map(
    ([name, entry]) => `${JSON.stringify(name)}:${jsonValue(entry, shape?.entries?.[name] ?? null)}`,
  );
  return `{${entries.join(',')}}`;
}

/** What a program put into a column of JSON was not checked by DuckDB. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** In JSON a line feed stands between values only, where it is blank. */
function onOneLine(json: string): string {
  return json.replace(/[\r\n]+/g, ' ');
}
