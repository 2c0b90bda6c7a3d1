import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalogue } from './catalogue.js';
import { IS_MIXED, RENEW_NEWEST_RUN_VIEW } from './newest-run.js';
import { literal } from './sql-text.js';

/**
 * A run that was merged in and has results of here in the place of its own: what follows in it from a training, say, was
 * computed from another outcome of that training than the one that is here.
 */
export interface MixedRun {
  readonly runId: string;
  readonly study: string;
  readonly name: string;
  /** How many of its results are those of here. */
  readonly results: number;
  /** The run of its name that the tables show in its place; null if they show this one, or none. */
  readonly shown: string | null;
  /** Whether the tables show it. */
  readonly isShown: boolean;
}

/** Leaves in `mixed_run` which of the runs that are new here use a result of which another digest is kept. */
export const FIND_MIXED = `CREATE OR REPLACE TEMP TABLE mixed_run AS
  SELECT m.theirs, m.ours, count(DISTINCT v.recipe) AS results FROM run_map m JOIN theirs.internal.run_stage s ON s.run = m.theirs
  JOIN recipe_map r ON r.theirs = s.recipe JOIN variant_recipe v ON v.recipe = r.ours
  WHERE m.fresh AND s.outcome IN ('executed', 'hit') GROUP BY ALL`;

/** Says so of those runs, which are here by now. */
export const RECORD_MIXED = `
UPDATE main.run SET provenance = json_merge_patch(coalesce(provenance, '{}'),
    json_object('mixed', results + coalesce((provenance ->> '$.mixed')::BIGINT, 0)))
  FROM mixed_run WHERE ours = sequence;
INSERT INTO main.warning SELECT run_id, NULL, NULL, NULL, results || ' results of this run are those of the store that it was merged into, '
    || 'not its own, which other numerics gave; what follows from them in it is its own. Its tables are a mixture of both: run the study '
    || 'again on this store to have one of what is kept. The table variant has the digests.'
  FROM main.run JOIN mixed_run ON ours = sequence;`;

/** The ids of the runs of the attached store that are mixed here; if there are any, the views are made to know of them. */
export async function mixedRuns(connection: DuckDBConnection, catalogue: Catalogue): Promise<readonly string[]> {
  const found = await connection.runAndReadAll(
    `SELECT run_id FROM main.run SEMI JOIN theirs.main.run USING (run_id) WHERE ${IS_MIXED} ORDER BY sequence`,
  );
  const ids = found.getRowsJS().map(([runId]) => String(runId));
  if (ids.length > 0) {
    await connection.run(RENEW_NEWEST_RUN_VIEW);
    await catalogue.rewriteViews(connection);
  }
  return ids;
}

/** How mixed runs stand once all is merged. */
export async function standingOfMixed(
  connection: DuckDBConnection,
  ids: readonly string[],
): Promise<readonly MixedRun[]> {
  if (ids.length === 0) return [];
  const found = await connection.runAndReadAll(
    `SELECT r.run_id, r.study, r.name, (r.provenance ->> '$.mixed')::INTEGER, n.run_id FROM main.run r
     LEFT JOIN main.newest_run n USING (study, name) WHERE r.run_id IN (${ids.map(literal).join(', ')}) ORDER BY r.sequence`,
  );
  return found.getRowsJS().map(([runId, study, name, results, shown]) => ({
    runId: String(runId),
    study: String(study),
    name: String(name),
    results: Number(results),
    shown: shown === null || shown === runId ? null : String(shown),
    isShown: shown === runId,
  }));
}
