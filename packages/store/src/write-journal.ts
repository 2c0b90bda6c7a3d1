import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type {
  AuditRecord,
  ExecutionRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  WarningRecord,
} from '@rgflow/pipeline';
import { appendRows, timestamp } from './append.js';
import type { Catalogue } from './catalogue.js';
import { json } from './sql-text.js';

/**
 * A run that begins, and what it declares of the tables that it fills. Runs are counted in the order in which they begin: a
 * clock that is set back, or another machine's, changes nothing in which is the newest.
 */
export async function writeRun(connection: DuckDBConnection, catalogue: Catalogue, run: RunRecord): Promise<void> {
  await connection.run(
    "INSERT INTO main.run SELECT $1, $2, $3, $4, NULL, 'running', $5, coalesce(max(sequence), 0) + 1 FROM main.run",
    [run.runId, run.study, json(run.config), timestamp(run.startedAt), json(run.provenance)],
  );
  for (const table of run.tables) await catalogue.declare(connection, run.study, table);
}

export async function writeStages(connection: DuckDBConnection, records: readonly RunStageRecord[]): Promise<void> {
  const rows = records.map(({ runId, recipeKey, stage, cell, outcome, reason }): DuckDBValue[] => {
    return [runId, recipeKey, stage, json(cell), outcome, reason];
  });
  await appendRows(connection, 'main', 'run_stage', rows);
}

export async function writeExecutions(
  connection: DuckDBConnection,
  records: readonly ExecutionRecord[],
): Promise<void> {
  const rows = records.map((e): DuckDBValue[] => [
    e.executionId,
    e.runId,
    e.recipeKey,
    e.status,
    e.attempt,
    timestamp(e.startedAt),
    e.wallMs,
    e.cpuMs,
    BigInt(Math.round(e.maxRssBytes)),
    e.error,
    json(e.provenance),
  ]);
  await appendRows(connection, 'main', 'execution', rows);
}

export async function writeWarnings(connection: DuckDBConnection, records: readonly WarningRecord[]): Promise<void> {
  const rows = records.map(({ runId, recipeKey, stage, cell, message }): DuckDBValue[] => {
    return [runId, recipeKey, stage, cell === null ? null : json(cell), message];
  });
  await appendRows(connection, 'main', 'warning', rows);
}

export async function writeAudits(connection: DuckDBConnection, records: readonly AuditRecord[]): Promise<void> {
  const rows = records.map((a): DuckDBValue[] => [
    a.runId,
    a.recipeKey,
    a.stage,
    json(a.cell),
    a.output,
    a.outcome,
    a.recorded,
    a.found,
    a.largestDifference,
    a.note,
  ]);
  await appendRows(connection, 'main', 'audit', rows);
}

export async function writeEnd(connection: DuckDBConnection, runId: string, status: RunStatus): Promise<void> {
  await connection.run('UPDATE main.run SET status = $2, ended_at = $3 WHERE run_id = $1', [
    runId,
    status,
    timestamp(new Date()),
  ]);
}
