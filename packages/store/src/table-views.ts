import type { CellColumn, MeasuredSource } from '@rgflow/pipeline';
import { NEWEST_RUNS } from './newest-run.js';
import { RECORD_TABLES } from './record-comments.js';
import { identifier, literal } from './sql-text.js';
import type { OwnColumn } from './table-columns.js';

/** What the views of one table output are made of. */
export interface SqlTable {
  readonly name: string;
  readonly cell: readonly CellColumn[];
  readonly own: readonly OwnColumn[];
  readonly measured: readonly { readonly name: string; readonly source: MeasuredSource }[];
}

/** What people are told of a table and of its columns, by name. */
export interface TableComments {
  readonly table: string | null;
  readonly columns: ReadonlyMap<string, string>;
}

/** The runs that are shown. */
const newestRuns = (which: string): string => `run IN (SELECT sequence FROM (${NEWEST_RUNS}) WHERE ${which})`;

/**
 * The statements that make three views and put the comments on them: `history.<name>` (run_id, study, name, the cell
 * columns, the own columns, the measured columns, over all runs); `newest.<name>`, the same without run_id over the
 * newest complete run of each name; and `<name>`, of these the rows of the runs that are called as their study.
 */
export function writeViews(table: SqlTable, comments: TableComments): string {
  const columns = columnsOf(table);
  return [
    view('history', table, [RUN_ID, ...columns], 'true'),
    view('newest', table, columns, newestRuns('true')),
    view('main', table, columns, newestRuns('name = study')),
    ...commentsOn('history', table.name, [RUN_ID, ...columns], comments),
    ...commentsOn('newest', table.name, columns, comments),
    ...commentsOn('main', table.name, columns, comments),
  ].join(';\n');
}

/**
 * The statements that make `history.cell_tensor`, each tensor beside the parameters of its instance by column, over all
 * runs, and `cell_tensor`, the same without run_id over the newest complete run of each study.
 *
 * @param cell  the parameters of all tables, each name once
 */
export function writeTensorViews(cell: readonly CellColumn[], comments: ReadonlyMap<string, string>): string {
  const fixed = new Set(['run_id', 'study', 'stage', ...TENSOR_COLUMNS, 'kept']);
  const parameters = cell.filter(({ name }) => !fixed.has(name.toLowerCase()));
  const select = (first: string, runs: string) => `SELECT ${first}r.study, s.stage,
      ${parameters.map((column) => `${fromCell(column)}, `).join('')}
      ${TENSOR_COLUMNS.map((name) => `t.${identifier(name)}`).join(', ')}, lower(hex(t.digest)) AS digest,
      p.digest IS NOT NULL AS kept
    FROM (SELECT run, recipe, stage, cell FROM internal.run_stage WHERE outcome IN ('executed', 'hit') AND ${runs}) s
    JOIN main.run r ON r.sequence = s.run JOIN internal.tensor t USING (recipe)
    LEFT JOIN (SELECT DISTINCT digest FROM internal.placement) p USING (digest)`;
  const columns: readonly ViewColumn[] = [
    { name: 'study', sql: '', comment: 'the study of the run' },
    { name: 'stage', sql: '', comment: 'name of the stage that made it' },
    ...parameters.map(({ name }) => ({ name, sql: '' })),
    ...[...TENSOR_COLUMNS, 'digest'].map((name) => ({ name, sql: '', comment: RECORD_TABLES.tensor!.columns[name]! })),
    { name: 'kept', sql: '', comment: 'whether its numbers are in the store, for tensor_values(digest)' },
  ];
  const table = 'tensors with the parameters of their instances as columns; NULL where the stage has no such parameter';
  return [
    `CREATE OR REPLACE VIEW history.cell_tensor AS ${select('r.run_id, ', 'true')}`,
    `CREATE OR REPLACE VIEW main.cell_tensor AS ${select('', newestRuns('name = study'))}`,
    ...commentsOn('history', 'cell_tensor', [RUN_ID, ...columns], { table, columns: comments }),
    ...commentsOn('main', 'cell_tensor', columns, { table, columns: comments }),
  ].join(';\n');
}

const TENSOR_COLUMNS = ['name', 'layer', 'dtype', 'shape', 'mean', 'variance', 'min', 'max'];

interface ViewColumn {
  readonly name: string;
  readonly sql: string;
  /** What is said of it unless something is declared. */
  readonly comment?: string;
}

const RUN_ID: ViewColumn = { name: 'run_id', sql: 'i.run_id', comment: 'the run that made the row, or used it' };

/** Names are taken once: an own column hides a cell column, and both a measured one. */
function columnsOf(table: SqlTable): readonly ViewColumn[] {
  const taken = new Set(['run_id', 'recipe_key', 'recipe_number']);
  const all: readonly ViewColumn[] = [
    { name: 'study', sql: 'i.study', comment: 'the study of the run' },
    { name: 'name', sql: 'i.name', comment: 'what the results of the run are called' },
    ...withoutOwn(table).map(({ name }) => ({ name, sql: `i.${identifier(name)}` })),
    ...table.own.map(({ name, type }) => ({ name, sql: ownColumn(identifier(name), type) })),
    ...table.measured.map(({ name, source }) => ({ name, ...MEASURED[source] })),
  ];
  return all.filter(({ name }) => {
    const free = !taken.has(name.toLowerCase());
    taken.add(name.toLowerCase());
    return free;
  });
}

function withoutOwn({ cell, own }: SqlTable): readonly CellColumn[] {
  const names = new Set(['study', 'name', ...own.map(({ name }) => name.toLowerCase())]);
  return cell.filter(({ name }) => !names.has(name.toLowerCase()));
}

/** Rows of earlier code say NaN where a value is undefined; `"rows".<name>` still has it. */
function ownColumn(name: string, type: OwnColumn['type']): string {
  return type === 'DOUBLE' || type === 'FLOAT' ? `CASE WHEN NOT isnan(t.${name}) THEN t.${name} END` : `t.${name}`;
}

function view(schema: string, table: SqlTable, columns: readonly ViewColumn[], runs: string): string {
  const sources = new Set(table.measured.map(({ source }) => source));
  const cell = withoutOwn(table).map((column) => `, ${fromCell(column)}`);
  // DISTINCT: a mapped stage has one instance per cell, and instances that differ in nothing shown here share their rows.
  return `CREATE OR REPLACE VIEW ${schema}.${identifier(table.name)} AS
    SELECT ${columns.map(({ name, sql }) => `${sql} AS ${identifier(name)}`).join(', ')}
    FROM (
      SELECT DISTINCT r.run_id, r.study, r.name, s.recipe AS recipe_number${cell.join('')}
      FROM (SELECT run, recipe, cell FROM internal.run_stage WHERE outcome IN ('executed', 'hit') AND ${runs}) s
      JOIN main.run r ON r.sequence = s.run
      SEMI JOIN (SELECT recipe FROM internal.output WHERE name = ${literal(table.name)} AND kind = 'table') o USING (recipe)
    ) i
    JOIN "rows".${identifier(table.name)} t USING (recipe_number)
    ${[...sources].map((source) => MEASURED[source].join).join(' ')}`;
}

/** What is read from executions: the expression, the join that it needs, what is said of it. */
const MEASURED = {
  wallSeconds: {
    sql: 'e.seconds',
    join: `LEFT JOIN (
      SELECT recipe AS recipe_number, arg_max(wall_ms, rowid) / 1000 AS seconds FROM internal.execution
      WHERE status = 'ok' GROUP BY recipe) e USING (recipe_number)`,
    comment: 's; wall time of the last execution',
  },
  numerics: {
    sql: 'n.numerics',
    join: `LEFT JOIN (
      SELECT recipe AS recipe_number, string_agg(DISTINCT numerics, '; ' ORDER BY numerics) AS numerics
      FROM internal.numerics GROUP BY recipe) n USING (recipe_number)`,
    comment: 'what multiplied matrices for the row and for all that it was made from; NULL where none was recorded',
  },
} as const satisfies Readonly<Record<MeasuredSource, object>>;

function commentsOn(
  schema: string,
  name: string,
  columns: readonly ViewColumn[],
  comments: TableComments,
): readonly string[] {
  const view = `${schema}.${identifier(name)}`;
  const onColumns = columns.flatMap(({ name: column, comment }) => {
    const text = comments.columns.get(column) ?? comment;
    return text === undefined ? [] : [`COMMENT ON COLUMN ${view}.${identifier(column)} IS ${literal(text)}`];
  });
  return comments.table === null ? onColumns : [`COMMENT ON VIEW ${view} IS ${literal(comments.table)}`, ...onColumns];
}

function fromCell({ name, key, type }: CellColumn): string {
  const path = literal(`$."${key.replaceAll('"', '')}"`);
  return `TRY_CAST(s.cell ->> ${path} AS ${type}) AS ${identifier(name)}`;
}
