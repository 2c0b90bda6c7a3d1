/** A name as a quoted SQL identifier: `layer` -> `"layer"`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL string literal: `it's` -> `'it''s'`. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as JSON, for a column of JSON. */
export function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
