import { readFile, rm } from 'node:fs/promises';
import type { Queries } from './queries.js';
import { literal } from './sql-text.js';

/** A Parquet file, written by DuckDB to a temporary folder. */
export async function formatParquet(queries: Queries, sql: string, abort?: AbortSignal): Promise<Uint8Array> {
  const file = queries.scratch.file('parquet');
  try {
    // `query` takes the statement as a text: no trailing semicolon or comment can spoil the COPY around it.
    const copy = `COPY (FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet)`;
    await queries.run(sql, (connection) => connection.run(copy), abort);
    return await readFile(file);
  } finally {
    await rm(file, { force: true });
  }
}
