import type { DuckDBConnection } from '@duckdb/node-api';
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
  const studies = catalogue.withoutView(unknown.replace(/^history\./i, ''));
  if (studies !== null) {
    const running = (
      await connection.runAndReadAll("SELECT DISTINCT study FROM main.run WHERE status = 'running' ORDER BY study")
    ).getRowsJS();
    const now = running.length === 0 ? 'no run is going on' : `running: ${running.join(', ')}`;
    return `${unknown}: no finished run yet, and no rows of a running one; ${now}; the table is made by: ${studies.join(', ')}.`;
  }
  const found = await connection.runAndReadAll(
    `SELECT CASE table_schema WHEN 'main' THEN table_name ELSE table_schema || '.' || table_name END AS name
     FROM information_schema.tables WHERE table_catalog = 'rgflow' AND table_schema IN ('main', 'history')`,
  );
  const names = found.getRowsJS().map(([name]) => String(name));
  const near = nearest(unknown, names, 3);
  const hint = near.length === 0 ? `there are: ${names.sort().join(', ')}` : `did you mean ${near.join(', ')}?`;
  const where = /\n\n(LINE [\s\S]*)$/.exec(message)?.[1];
  return `Table ${unknown} does not exist; ${hint}${where === undefined ? '' : `\n\n${where}`}`;
}

/** The names within a third of their length of `name`, in edits, nearest first. */
function nearest(name: string, names: readonly string[], count: number): string[] {
  return names
    .map((other) => ({ other, distance: editDistance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, distance }) => distance <= Math.max(1, Math.ceil(Math.max(other.length, name.length) / 3)))
    .sort((a, b) => a.distance - b.distance || a.other.localeCompare(b.other))
    .slice(0, count)
    .map(({ other }) => other);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
