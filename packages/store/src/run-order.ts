import type { DuckDBConnection } from '@duckdb/node-api';

/** The tables of a store that call a run by its number, and the column. */
const NUMBERED = [
  ['main.run', 'sequence'],
  ['internal.run_stage', 'run'],
  ['internal.execution', 'run'],
] as const;

/**
 * The statements that give the runs of the database attached as `theirs` that are new here the numbers of their places
 * among ours, by when they began, and move ours up; `run_map` is left with the number here of each run there.
 *
 * The order of each store stays as it is, whatever its clock said: a run began no earlier than those before it. What began
 * at one time follows ours.
 */
export const PLACE_RUNS = `
CREATE OR REPLACE TEMP TABLE run_place AS
WITH ours AS (SELECT run_id, sequence, max(started_at) OVER (ORDER BY sequence) AS began FROM main.run),
  other AS (
    SELECT t.sequence AS theirs, o.sequence AS known,
      max(coalesce(o.began, t.started_at)) OVER (ORDER BY t.sequence) AS began
    FROM theirs.main.run t LEFT JOIN ours o USING (run_id)),
  together AS (
    SELECT sequence AS known, NULL AS theirs, began, false AS is_theirs, sequence AS place FROM ours
    UNION ALL SELECT NULL, theirs, began, true, theirs FROM other WHERE known IS NULL)
SELECT known, theirs, coalesce(max(known) OVER before, 0) + count(theirs) OVER before AS number FROM together
WINDOW before AS (ORDER BY began, is_theirs, place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
CREATE OR REPLACE TEMP TABLE run_map AS
  SELECT theirs, true AS fresh, number AS ours FROM run_place WHERE theirs IS NOT NULL
  UNION ALL SELECT t.sequence, false, p.number FROM theirs.main.run t JOIN main.run o USING (run_id)
    JOIN run_place p ON p.known = o.sequence;
${NUMBERED.map(([table, column]) => `UPDATE ${table} SET ${column} = number FROM run_place WHERE known = ${column} AND known <> number;`).join('\n')}
`;

/** Moves up what follows a run, so that the number after it is free. Inside the transaction of the connection. */
export async function makeRoomAfter(connection: DuckDBConnection, run: bigint): Promise<bigint> {
  for (const [table, column] of NUMBERED) {
    await connection.run(`UPDATE ${table} SET ${column} = ${column} + 1 WHERE ${column} > ${run}`);
  }
  return run + 1n;
}
