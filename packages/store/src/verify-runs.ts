import type { DuckDBConnection } from '@duckdb/node-api';
import type { Found } from './damage.js';
import { instancesOf } from './run-digest.js';

/**
 * Runs whose instances are not those that were recorded when they ended; that name results as instances that have other
 * parameters; and ended ones without any.
 */
export async function changedRuns(connection: DuckDBConnection): Promise<readonly Found[]> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
  const faults = new Map<string, string>();
  const add = (runId: unknown, fault: string): void => {
    if (!faults.has(String(runId))) faults.set(String(runId), fault);
  };
  // A run that was joined of shards has the provenance that they have in common.
  const counted = await rowsOf(
    `SELECT run_id, (provenance ->> '$.instances.count')::BIGINT AS count, provenance ->> '$.instances.digest' AS digest, i.count, i.digest
     FROM main.run LEFT JOIN (${instancesOf('true')}) i ON i.run = sequence
     WHERE (provenance -> '$.instances') IS NOT NULL AND (provenance -> '$.joined') IS NULL ORDER BY sequence`,
  );
  for (const [runId, count, digest, found, now] of counted) {
    const there = Number(found ?? 0);
    if (there !== Number(count)) add(runId, `it has ${there} instances, ${count} are recorded`);
    else if (there > 0 && String(now) !== String(digest)) add(runId, 'its instances are not those that are recorded');
  }
  const empty = await rowsOf(
    `SELECT run_id FROM main.run ANTI JOIN internal.run_stage s ON s.run = sequence
     WHERE status = 'complete' AND (provenance -> '$.instances') IS NULL AND (config ->> '$.shard') IS NULL ORDER BY sequence`,
  );
  for (const [runId] of empty) add(runId, 'it is complete and has no instances');
  const executed = await rowsOf(
    `SELECT run_id, count(DISTINCT e.recipe) FROM main.run JOIN internal.execution e ON e.run = sequence
     ANTI JOIN internal.run_stage s ON s.run = sequence WHERE e.status = 'ok' AND main.run.status IN ('complete', 'partial')
     GROUP BY run_id ORDER BY run_id`,
  );
  for (const [runId, count] of executed) add(runId, `it has executed ${count} results and has no instances`);
  for (const [runId, cell, params] of await rowsOf(OTHER_CELLS)) {
    const other = otherParameter(parsed(cell), parsed(params));
    if (other !== null) add(runId, other);
  }
  return [...faults].map(([name, fault]) => ({ kind: 'run', fault, name, output: null, recipe: null }));
}

/** Cells that are not as they are when the parameters of their results are put in: most of them are, to the letter. */
const OTHER_CELLS = `SELECT run_id, cell, params FROM (
    SELECT DISTINCT run, cell::VARCHAR AS cell, (('{' || rest[2:])::JSON -> '$.params')::VARCHAR AS params
    FROM internal.run_stage JOIN internal.recipe USING (recipe) WHERE outcome IN ('executed', 'hit'))
  JOIN main.run ON sequence = run WHERE json_merge_patch(cell::JSON, params::JSON)::VARCHAR <> cell ORDER BY run`;

function parsed(text: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(String(text)) as Readonly<Record<string, unknown>>;
}

/** What is no scalar stands in a cell as its JSON. */
function otherParameter(
  cell: Readonly<Record<string, unknown>>,
  params: Readonly<Record<string, unknown>>,
): string | null {
  for (const [name, value] of Object.entries(params)) {
    const held = cell[name];
    if (held === undefined || held === value || held === JSON.stringify(value)) continue;
    if (JSON.stringify(held) === JSON.stringify(value)) continue;
    return `an instance has ${name} = ${String(held)}, its result was made with ${JSON.stringify(value)}`;
  }
  return null;
}
