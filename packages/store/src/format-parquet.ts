import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Queries } from './queries.js';
import type { Sink } from './sink.js';
import { identifier, literal } from './sql-text.js';

/**
 * A Parquet file, written by DuckDB to a temporary folder.
 *
 * @param metadata  texts that stand in the file, by name
 */
export async function writeParquet(
  queries: Queries,
  sql: string,
  sink: Sink,
  abort?: AbortSignal,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const file = queries.scratch.file('parquet');
  try {
    const pairs = Object.entries(metadata).map(([name, text]) => `${identifier(name)}: ${literal(text)}`);
    const said = pairs.length === 0 ? '' : `, KV_METADATA {${pairs.join(', ')}}`;
    // `query` takes the statement as a text: no trailing semicolon or comment can spoil the COPY around it.
    const copy = `COPY (FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet${said})`;
    await queries.run(sql, (connection) => connection.run(copy), abort);
    for await (const part of createReadStream(file)) await sink(part as Buffer);
  } finally {
    await rm(file, { force: true });
  }
}
