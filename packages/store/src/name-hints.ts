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
  // Loaded when there is something to say, for a query needs nothing else of the pipeline.
  const { didYouMean } = await import('@rgflow/pipeline');
  const where = /\n\n(LINE [\s\S]*)$/.exec(message)?.[1];
  return `Table ${unknown} does not exist${didYouMean(unknown, names.sort())}${where === undefined ? '' : `\n\n${where}`}`;
}
