import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { shellWord } from '@rgflow/pipeline/shell-text';
import type { Catalogue } from './catalogue.js';

/**
 * What to say when a query names a table that does not exist: the nearest names that do, or that its study has no rows
 * yet. `null` when DuckDB's message is about something else.
 */
export async function unknownTableMessage(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  message: string,
): Promise<string | null> {
  const unknown = /Table with name "?([^"\s]+?)"? does not exist/.exec(message)?.[1];
  if (unknown === undefined) return null;
  const studies = catalogue.withoutView(unknown.replace(/^(history|newest)\./i, ''));
  if (studies !== null) {
    const running = (
      await connection.runAndReadAll("SELECT DISTINCT study FROM main.run WHERE status = 'running' ORDER BY study")
    ).getRowsJS();
    const now = running.length === 0 ? 'no run is going on' : `running: ${running.join(', ')}`;
    return `${unknown}: no finished run yet, and no rows of a running one; ${now}; the table is made by: ${studies.join(', ')}.`;
  }
  const found = await connection.runAndReadAll(
    `SELECT CASE table_schema WHEN 'main' THEN table_name ELSE table_schema || '.' || table_name END AS name
     FROM information_schema.tables WHERE table_catalog = 'rgflow' AND table_schema IN ('main', 'newest', 'history')`,
  );
  const names = found.getRowsJS().map(([name]) => String(name));
  // Loaded when there is something to say, for a query needs nothing else of the pipeline.
  const { didYouMean } = await import('@rgflow/pipeline');
  const where = /\n\n(LINE [\s\S]*)$/.exec(message)?.[1];
  return `Table ${unknown} does not exist${didYouMean(unknown, names.sort())}${where === undefined ? '' : `\n\n${where}`}`;
}

/** The file that a query would have read, by the message of DuckDB that it may not; null where that says something else. */
export function unreadFile(message: string): string | null {
  const refused = /Cannot access (?:file|directory) "([^"]+)" - file system operations are disabled/.exec(message)?.[1];
  if (refused !== undefined) return refused;
  // Where no file may be read, the name of one is that of a table that is not there.
  const table = /Table with name "?(.+?)"? does not exist/.exec(message)?.[1];
  return table !== undefined && LIKE_A_FILE.test(table) ? table : null;
}

const LIKE_A_FILE = /[\\/]|\.(csv|tsv|txt|parquet|json|jsonl|ndjson|gz|zst|db|duckdb|sqlite)$/i;

/** What is said of it. */
export function unreadFileMessage(file: string): string {
  if (/^[a-z0-9]+:\/\//i.test(file)) {
    return `${file}: a query fetches nothing; download it, and read the file by rgflow sql --read FILE.`;
  }
  return `${file}: a query reads no file that is not named; rgflow sql --read ${shellWord(placeOf(file))} lets it.`;
}

/** The file, or the folder in which the files of a pattern lie. */
function placeOf(file: string): string {
  const wild = file.search(/[*?[]/);
  return wild < 0 ? file : dirname(`${file.slice(0, wild)}x`);
}
