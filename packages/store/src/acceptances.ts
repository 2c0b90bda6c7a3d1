import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { AcceptanceRecord, CodeState } from '@rgflow/pipeline';
import { appendRows, timestamp } from './append.js';
import { json } from './sql-text.js';

/** Acceptances taken back: by whom, and when. */
export interface TakenBack {
  readonly acceptanceIds: readonly string[];
  readonly by: string;
  readonly at: Date;
}

export async function writeAcceptances(
  connection: DuckDBConnection,
  records: readonly AcceptanceRecord[],
): Promise<void> {
  const rows = records.map(({ acceptanceId, stage, from, to, because, by, at }) => {
    return [acceptanceId, stage, json(from), json(to), because, by, timestamp(at), null, null];
  });
  await appendRows(connection, 'main', 'acceptance', rows);
}

/** What is taken back stays on record. */
export async function writeTakenBack(
  connection: DuckDBConnection,
  { acceptanceIds, by, at }: TakenBack,
): Promise<void> {
  await connection.run(
    `UPDATE main.acceptance SET taken_back_by = $2, taken_back_at = $3
     WHERE acceptance_id IN (SELECT unnest($1)) AND taken_back_at IS NULL`,
    [listValue([...acceptanceIds]), by, timestamp(at)],
    [LIST(VARCHAR)],
  );
}

/** Those in force, newest first. */
export async function readAcceptances(connection: DuckDBConnection): Promise<AcceptanceRecord[]> {
  const found = await connection.runAndReadAll(
    `SELECT acceptance_id, stage, from_code, to_code, because, accepted_by, epoch_ms(accepted_at) FROM main.acceptance
     WHERE taken_back_at IS NULL ORDER BY rowid DESC`,
  );
  return found.getRowsJS().map(([id, stage, from, to, because, by, at]) => ({
    acceptanceId: String(id),
    stage: String(stage),
    from: JSON.parse(String(from)) as CodeState,
    to: JSON.parse(String(to)) as CodeState,
    because: String(because),
    by: String(by),
    at: new Date(Number(at)),
  }));
}
