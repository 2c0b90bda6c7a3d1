import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Queries } from './queries.js';
import type { Sink } from './sink.js';
import { literal } from './sql-text.js';

/** A Parquet file, written by DuckDB to a temporary folder. */
export async function writeParquet(queries: Queries, sql: string, sink: Sink, abort?: AbortSignal): Promise<void> {
  const file = queries.scratch.file('parquet');
  try {
    // `query` takes the statement as a text: no trailing semicolon or comment can spoil the COPY around it.
    const copy = `COPY (FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet)`;
    await queries.run(sql, (connection) => connection.run(copy), abort);
    for await (const part of createReadStream(file)) await sink(part as Buffer);
  } finally {
    await rm(file, { force: true });
  }
}
