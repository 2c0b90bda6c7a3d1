import { type DuckDBConnection, type DuckDBValue, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type {
  AuditRecord,
  Cell,
  ExecutionRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  WarningRecord,
} from '@rgflow/pipeline';
import { appendColumns, appendRows, timestamp } from './append.js';
import type { Catalogue } from './catalogue.js';
import type { RecipeNumbers } from './recipe-numbers.js';
import { instancesOf } from './run-digest.js';
import { json } from './sql-text.js';

/**
 * A run that begins, and what it declares of the tables that it fills. Runs are counted in the order in which they begin: a
 * clock that is set back, or another machine's, changes nothing in which is the newest.
 */
export async function writeRun(connection: DuckDBConnection, catalogue: Catalogue, run: RunRecord): Promise<void> {
  await connection.run(
    `INSERT INTO main.run SELECT $1, $2, $3, $4, $5, NULL, 'running', $6, coalesce(max(sequence), 0) + 1 FROM main.run`,
    [run.runId, run.study, run.name ?? run.study, json(run.config), timestamp(run.startedAt), json(run.provenance)],
  );
  for (const table of run.tables) await catalogue.declare(connection, run.study, table);
}

/** The numbers of runs: of each the place in the order in which they began. */
export type RunNumbers = ReadonlyMap<string, bigint>;

/** @throws {RangeError} if one of the runs has not begun. */
export async function readRunNumbers(connection: DuckDBConnection, runIds: ReadonlySet<string>): Promise<RunNumbers> {
  if (runIds.size === 0) return new Map();
  const found = await connection.runAndReadAll(
    'SELECT run_id, sequence FROM main.run WHERE run_id IN (SELECT unnest($1))',
    [listValue([...runIds])],
    [LIST(VARCHAR)],
  );
  const numbers = new Map(found.getRowsJS().map(([runId, sequence]) => [String(runId), BigInt(String(sequence))]));
  const other = [...runIds].find((runId) => !numbers.has(runId));
  if (other !== undefined)
    throw new RangeError(`store: run ${other} has not begun; call beginRun before it is told of.`);
  return numbers;
}

export async function writeStages(
  connection: DuckDBConnection,
  records: readonly RunStageRecord[],
  runs: RunNumbers,
  recipes: RecipeNumbers,
): Promise<void> {
  // The instances of a chain have one cell in common.
  const cells = new Map<Cell, string>();
  const textOf = (cell: Cell): string => {
    const text = cells.get(cell) ?? json(cell);
    cells.set(cell, text);
    return text;
  };
  await appendColumns(connection, 'internal', 'run_stage', [
    records.map(({ runId }) => runs.get(runId)!),
    records.map(({ recipeKey }) => (recipeKey === null ? null : recipes.of(recipeKey))),
    records.map(({ stage }) => stage),
    records.map(({ cell }) => textOf(cell)),
    records.map(({ outcome }) => outcome),
    records.map(({ reason }) => reason),
  ]);
}

export async function writeExecutions(
  connection: DuckDBConnection,
  records: readonly ExecutionRecord[],
  runs: RunNumbers,
  recipes: RecipeNumbers,
): Promise<void> {
  const rows = records.map((e): DuckDBValue[] => [
    e.executionId,
    runs.get(e.runId)!,
    recipes.of(e.recipeKey),
    e.status,
    e.attempt,
    timestamp(e.startedAt),
    e.wallMs,
    e.cpuMs,
    BigInt(Math.round(e.maxRssBytes)),
    e.error,
    json(e.provenance),
  ]);
  await appendRows(connection, 'internal', 'execution', rows);
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

/** Ends a run, after its last rows: how many instances it has, and a digest of them, are put to its provenance. */
export async function writeEnd(connection: DuckDBConnection, runId: string, status: RunStatus): Promise<void> {
  const own = 's.run = (SELECT sequence FROM main.run WHERE run_id = $1)';
  const found = await connection.runAndReadAll(`SELECT count, digest FROM (${instancesOf(own)})`, [runId]);
  const [count = 0, digest = null] = found.getRowsJS()[0] ?? [];
  const instances = json({ instances: { count: Number(count), digest } });
  await connection.run(
    `UPDATE main.run SET status = $2, ended_at = $3, provenance = json_merge_patch(coalesce(provenance, '{}'), $4::JSON)
     WHERE run_id = $1`,
    [runId, status, timestamp(new Date()), instances],
  );
}
