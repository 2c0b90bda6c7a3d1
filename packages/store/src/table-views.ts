import type { CellColumn } from '@rgflow/pipeline';
import { identifier, literal } from './sql-text.js';
import type { OwnColumn } from './table-columns.js';

/** What the views of one table output are made of. */
export interface SqlTable {
  readonly name: string;
  readonly cell: readonly CellColumn[];
  readonly own: readonly OwnColumn[];
  readonly measured: readonly { readonly name: string; readonly source: 'wallSeconds' }[];
}

/** The newest run of each study that ended with results. */
const NEWEST_RUNS = `run_id IN (
    SELECT arg_max(run_id, (started_at, run_id)) FROM main.run
    WHERE status IN ('complete', 'partial') AND ended_at IS NOT NULL GROUP BY study)`;

/** The view `history.<name>`: run_id, study, the cell columns, the own columns, the measured columns, over all runs. */
export function historyView(table: SqlTable): string {
  return view('history', table, ['run_id', 'study'], 'true');
}

/** The view `<name>`: as in `history`, without run_id, over the newest complete run of each study. */
export function plainView(table: SqlTable): string {
  return view('main', table, ['study'], NEWEST_RUNS);
}

function view(schema: string, table: SqlTable, leading: readonly string[], runs: string): string {
  const taken = new Set(['run_id', 'study', 'recipe_key', ...table.own.map(({ name }) => name.toLowerCase())]);
  const cell = table.cell.filter(({ name }) => !taken.has(name.toLowerCase()));
  for (const { name } of cell) taken.add(name.toLowerCase());
  const measured = table.measured.filter(({ name }) => !taken.has(name.toLowerCase()));

  const columns = [
    ...leading.map((name) => `i.${name}`),
    ...cell.map(({ name }) => `i.${identifier(name)}`),
    ...table.own.map(({ name }) => `t.${identifier(name)}`),
    ...measured.map(({ name }) => `e.seconds AS ${identifier(name)}`),
  ];
  const execution = `LEFT JOIN (
      SELECT recipe_key, arg_max(wall_ms, started_at) / 1000 AS seconds FROM main.execution
      WHERE status = 'ok' GROUP BY recipe_key) e USING (recipe_key)`;
  // DISTINCT: a mapped stage has one instance per cell, and instances that differ in nothing shown here share their rows.
  return `CREATE OR REPLACE VIEW ${schema}.${identifier(table.name)} AS
    SELECT ${columns.join(', ')}
    FROM (
      SELECT DISTINCT s.run_id, r.study, s.recipe_key${cell.map((column) => `, ${fromCell(column)}`).join('')}
      FROM (SELECT run_id, recipe_key, cell FROM main.run_stage WHERE outcome IN ('executed', 'hit') AND ${runs}) s
      JOIN main.run r USING (run_id)
      SEMI JOIN (SELECT recipe_key FROM main.output WHERE name = ${literal(table.name)} AND kind = 'table') o USING (recipe_key)
    ) i
    JOIN "rows".${identifier(table.name)} t USING (recipe_key)
    ${measured.length > 0 ? execution : ''}`;
}

function fromCell({ name, key, type }: CellColumn): string {
  const path = literal(`$."${key.replaceAll('"', '')}"`);
  return `TRY_CAST(s.cell ->> ${path} AS ${type}) AS ${identifier(name)}`;
}
