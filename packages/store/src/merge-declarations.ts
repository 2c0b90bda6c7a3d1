import type { DuckDBConnection } from '@duckdb/node-api';
import type { CellColumn, MeasuredSource, TableDeclaration } from '@rgflow/pipeline';
import type { OwnColumn, OwnType } from './table-columns.js';

/** A table of the database attached as `theirs`, as its studies have declared it. */
export interface DeclaredTable {
  readonly studies: readonly string[];
  readonly declaration: TableDeclaration;
  /** Its own columns; none if it has no rows yet. */
  readonly columns: readonly OwnColumn[];
}

interface Reading {
  readonly studies: string[];
  readonly columns: OwnColumn[];
  readonly cellColumns: CellColumn[];
  readonly measuredColumns: Record<string, MeasuredSource>;
  readonly comments: Record<string, string>;
  comment?: string;
}

export async function declarationsOf(connection: DuckDBConnection): Promise<readonly DeclaredTable[]> {
  const rowsOf = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row.map(String) as [string, string, string, string]);
  const tables = new Map<string, Reading>();
  const of = (name: string): Reading => {
    const known = tables.get(name) ?? { studies: [], columns: [], cellColumns: [], measuredColumns: {}, comments: {} };
    tables.set(name, known);
    return known;
  };
  for (const [name, study] of await rowsOf('SELECT name, study FROM theirs.internal.declared_table ORDER BY rowid')) {
    of(name).studies.push(study);
  }
  for (const [table, name, key, type] of await rowsOf(
    'SELECT table_name, name, key, type FROM theirs.internal.cell_column ORDER BY rowid',
  )) {
    of(table).cellColumns.push({ name, key, type: type as CellColumn['type'] });
  }
  for (const [table, name, source] of await rowsOf(
    'SELECT table_name, name, source FROM theirs.internal.measured_column ORDER BY rowid',
  )) {
    of(table).measuredColumns[name] = source as MeasuredSource;
  }
  const there = "WHERE database_name = 'theirs' AND schema_name";
  for (const [table, name, type] of await rowsOf(
    `SELECT table_name, column_name, data_type FROM duckdb_columns() ${there} = 'rows' AND column_name <> 'recipe_number'
     ORDER BY table_name, column_index`,
  )) {
    of(table).columns.push({ name, type: type as OwnType });
  }
  const ofViews = `${there} = 'history' AND comment IS NOT NULL`;
  for (const [name, comment] of await rowsOf(`SELECT view_name, comment FROM duckdb_views() ${ofViews}`)) {
    if (tables.has(name)) of(name).comment = comment;
  }
  for (const [table, name, comment] of await rowsOf(
    `SELECT table_name, column_name, comment FROM duckdb_columns() ${ofViews}`,
  )) {
    if (tables.has(table)) of(table).comments[name] = comment;
  }
  return [...tables].map(([name, { studies, columns, ...declared }]) => {
    return { studies, columns, declaration: { name, ...declared } };
  });
}
