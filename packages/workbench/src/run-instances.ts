import type { Cell } from '@rgflow/pipeline';
import { type Ask, sqlLiteral } from './ask.js';
import type { Labelled } from './instance-label.js';

/** What became of one instance of a run. */
export interface RunInstance extends Labelled {
  readonly outcome: string;
  readonly reason: string;
  readonly recipeKey: string | null;
}

/** What became of the instances of a run, in the order in which they ended. */
export async function instancesOf(ask: Ask, runId: string): Promise<readonly RunInstance[]> {
  const rows = await ask(
    `select stage, cell::varchar as cell, outcome, reason, recipe_key from run_stage where run_id = ${sqlLiteral(runId)}`,
  );
  return rows.map((row) => ({
    stage: { name: String(row.stage) },
    cell: JSON.parse(String(row.cell)) as Cell,
    outcome: String(row.outcome),
    reason: String(row.reason),
    recipeKey: row.recipe_key === null ? null : String(row.recipe_key),
  }));
}
