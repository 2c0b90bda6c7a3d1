import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { CellColumn, MeasuredSource, TableDeclaration } from '@rgflow/pipeline';
import { appendColumns } from './append.js';
import { DeclaredComments } from './declared-comments.js';
import { identifier, literal } from './sql-text.js';
import { type OwnColumn, type OwnRows, type OwnType, widen, widerType } from './table-columns.js';
import { checkName } from './table-name.js';
import { type SqlTable, writeTensorViews, writeViews } from './table-views.js';

/** Rows of one output from which they are appended as they are. */
const LARGE = 2048;

interface MutableTable extends SqlTable {
  readonly cell: CellColumn[];
  readonly own: OwnColumn[];
  readonly measured: { name: string; source: MeasuredSource }[];
  readonly studies: Set<string>;
}

/** A table as its studies have declared it. */
export interface DeclaredTable {
  readonly studies: readonly string[];
  readonly declaration: TableDeclaration;
  /** Its own columns; none if it has no rows yet. */
  readonly columns: readonly OwnColumn[];
}

/**
 * What is known of the SQL tables of the outputs: their own columns (those of the physical table `rows.<name>`), and the
 * cell and measured columns that the runs declared, united over all runs. Keeps the views in step.
 */
export class Catalogue {
  #tables = new Map<string, MutableTable>();
  readonly #comments = new DeclaredComments();
  readonly #stale = new Set<string>();

  /** Reads it from the store, or from another that is attached. Also called after a rollback. */
  async load(connection: DuckDBConnection, database = 'rgflow'): Promise<void> {
    this.#tables = new Map();
    this.#stale.clear();
    // One after the other: DuckDB plans their union for longer than it takes for all of them.
    const asked = async (sql: string): Promise<string[][]> =>
      (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row.map(String));
    const declared = (columns: string, table: string): Promise<string[][]> =>
      asked(`SELECT ${columns} FROM ${database}.internal.${table} ORDER BY rowid`);
    for (const [name, study] of await declared('name, study', 'declared_table')) this.#table(name!).studies.add(study!);
    for (const [table, name, key, type] of await declared('table_name, name, key, type', 'cell_column')) {
      this.#table(table!).cell.push({ name: name!, key: key!, type: type as CellColumn['type'] });
    }
    for (const [table, name, source] of await declared('table_name, name, source', 'measured_column')) {
      this.#table(table!).measured.push({ name: name!, source: source as MeasuredSource });
    }
    const tables = await asked(
      `SELECT schema_name, table_name FROM duckdb_tables()
       WHERE database_name = '${database}' AND (schema_name = 'rows' OR table_name = 'table_comment') ORDER BY table_name`,
    );
    const names = tables.flatMap(([schema, name]) => (schema === 'rows' ? [name!] : []));
    for (const [table, name, type] of names.length === 0 ? [] : await asked(columnsOf(names, database))) {
      if (name !== 'recipe_number') this.#table(table!).own.push({ name: name!, type: type as OwnType });
    }
    await this.#comments.load(asked, database, names.length < tables.length);
    const isTold = [...this.#tables.keys()].every((name) => this.#comments.isRecorded(name));
    if (!isTold) await this.#comments.loadOfViews(asked, database);
  }

  /** All tables, as their studies have declared them. */
  declared(): readonly DeclaredTable[] {
    return [...this.#tables.values()].map(({ name, cell, own, measured, studies }) => {
      const { table, columns } = this.#comments.of(name);
      const declaration: TableDeclaration = {
        name,
        cellColumns: cell,
        measuredColumns: Object.fromEntries(measured.map((column) => [column.name, column.source])),
        comments: Object.fromEntries(columns),
        ...(table === null ? {} : { comment: table }),
      };
      return { studies: [...studies], declaration, columns: own };
    });
  }

  /** Whether a declared table has no rows, and so no view, and by which studies it was declared. */
  withoutView(name: string): readonly string[] | null {
    const table = this.#tables.get(name.toLowerCase());
    return table !== undefined && table.own.length === 0 ? [...table.studies] : null;
  }

  /** Adds what a run declares. Inside the transaction of the connection. */
  async declare(connection: DuckDBConnection, study: string, declaration: TableDeclaration): Promise<void> {
    checkName(declaration.name);
    const table = this.#table(declaration.name);
    const add = (into: string, ...values: string[]) =>
      connection.run(
        `INSERT INTO internal.${into} VALUES (${values.map((_, index) => `$${index + 1}`).join(', ')})`,
        values,
      );
    if (!table.studies.has(study)) {
      table.studies.add(study);
      await add('declared_table', table.name, study);
    }
    for (const column of declaration.cellColumns) {
      const known = table.cell.findIndex(({ name }) => name === column.name);
      if (known === -1) {
        table.cell.push(column);
        await add('cell_column', table.name, column.name, column.key, column.type);
        this.#stale.add(table.name);
        continue;
      }
      const type = widerCellType(table.cell[known]!.type, column.type);
      if (type === table.cell[known]!.type && column.key === table.cell[known]!.key) continue;
      table.cell[known] = { ...column, type };
      await connection.run('UPDATE internal.cell_column SET key = $3, type = $4 WHERE table_name = $1 AND name = $2', [
        table.name,
        column.name,
        column.key,
        type,
      ]);
      this.#stale.add(table.name);
    }
    for (const [name, source] of Object.entries(declaration.measuredColumns)) {
      if (table.measured.some((column) => column.name === name)) continue;
      table.measured.push({ name, source });
      await add('measured_column', table.name, name, source);
      this.#stale.add(table.name);
    }
    const isOther = this.#comments.declare(declaration);
    if (isOther || !this.#comments.isRecorded(table.name)) this.#stale.add(table.name);
  }

  /** Appends the rows of recipes to the table of an output, after widening it if need be. Inside the transaction. */
  async append(
    connection: DuckDBConnection,
    name: string,
    parts: readonly { readonly recipe: number; readonly rows: OwnRows }[],
  ): Promise<void> {
    checkName(name);
    for (const { rows } of parts) await this.fit(connection, name, rows.columns);
    // Small ones together, large ones as they are.
    const small = parts.filter(({ rows }) => rows.rows < LARGE);
    await appendColumns(connection, 'rows', name, this.#together(name, small));
    for (const { recipe, rows } of parts) {
      if (rows.rows < LARGE) continue;
      const recipes = new Int32Array(rows.rows).fill(recipe);
      await appendColumns(connection, 'rows', name, [recipes, ...this.#ownColumns(name, rows)]);
    }
  }

  #together(name: string, parts: readonly { readonly recipe: number; readonly rows: OwnRows }[]): DuckDBValue[][] {
    const columns = Array.from({ length: this.#table(name).own.length + 1 }, (): DuckDBValue[] => []);
    for (const { recipe, rows } of parts) {
      for (let row = 0; row < rows.rows; row++) columns[0]!.push(recipe);
      for (const [i, values] of this.#ownColumns(name, rows).entries()) {
        for (let row = 0; row < rows.rows; row++) columns[i + 1]!.push(values[row]!);
      }
    }
    return columns;
  }

  /** The values of an output by the columns of its table, as these hold them. */
  #ownColumns(name: string, { columns, values, rows }: OwnRows): readonly ArrayLike<DuckDBValue>[] {
    return this.#table(name).own.map((column) => {
      const from = columns.findIndex((other) => sameName(other.name, column.name));
      if (from === -1) return new Array<null>(rows).fill(null);
      const { type } = columns[from]!;
      return type === column.type
        ? values[from]!
        : Array.from(values[from]!, (value) => widen(value, type, column.type));
    });
  }

  /** Deletes the rows of recipes that are written anew with another content. Inside the transaction. */
  async removeRows(connection: DuckDBConnection, name: string, recipe: number): Promise<void> {
    if (this.#table(name).own.length === 0) return;
    await connection.run(`DELETE FROM "rows".${identifier(name)} WHERE recipe_number = $1`, [recipe]);
  }

  /** Writes the views whose columns changed. Inside the transaction of the connection. */
  async writeViews(connection: DuckDBConnection): Promise<void> {
    for (const name of this.#stale) {
      const table = this.#table(name);
      if (table.own.length > 0) await connection.run(writeViews(table, this.#comments.of(name)));
    }
    if (this.#stale.size > 0) {
      await connection.run(writeTensorViews(...this.#parameters()));
      await this.#comments.record(connection, [...this.#stale]);
    }
    this.#stale.clear();
  }

  /** The parameters that cells have in any table, by the names of their columns, and what is said of them. */
  #parameters(): [readonly CellColumn[], ReadonlyMap<string, string>] {
    const columns = new Map<string, CellColumn>();
    const comments = new Map<string, string>();
    for (const { name: table, cell } of this.#tables.values()) {
      for (const column of cell) {
        const known = columns.get(column.name);
        columns.set(column.name, {
          ...column,
          type: known === undefined ? column.type : widerCellType(known.type, column.type),
        });
        const comment = this.#comments.of(table).columns.get(column.name);
        if (comment !== undefined) comments.set(column.name, comment);
      }
    }
    return [[...columns.values()], comments];
  }

  /** Has all views written anew, as this version writes them. Inside the transaction of the connection. */
  async rewriteViews(connection: DuckDBConnection): Promise<void> {
    for (const name of this.#tables.keys()) this.#stale.add(name);
    await this.writeViews(connection);
  }

  /** Makes the table of an output, or widens it, so that rows of these columns fit. Inside the transaction. */
  async fit(connection: DuckDBConnection, name: string, columns: readonly OwnColumn[]): Promise<void> {
    const { own } = this.#table(name);
    const table = `"rows".${identifier(name)}`;
    if (own.length === 0) {
      const list = columns.map((column) => `${identifier(column.name)} ${column.type}`).join(', ');
      await connection.run(`CREATE TABLE ${table} (recipe_number INTEGER NOT NULL, ${list})`);
      own.push(...columns);
      this.#stale.add(name);
      return;
    }
    for (const column of columns) {
      const known = own.findIndex((other) => sameName(other.name, column.name));
      if (known === -1) {
        await connection.run(`ALTER TABLE ${table} ADD COLUMN ${identifier(column.name)} ${column.type}`);
        own.push(column);
        this.#stale.add(name);
        continue;
      }
      const type = widerType(own[known]!.type, column.type);
      if (type === own[known]!.type) continue;
      await connection.run(`ALTER TABLE ${table} ALTER COLUMN ${identifier(column.name)} TYPE ${type}`);
      own[known] = { name: own[known]!.name, type };
      this.#stale.add(name);
    }
  }

  #table(name: string): MutableTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = { name, cell: [], own: [], measured: [], studies: new Set() };
      this.#tables.set(name, table);
    }
    return table;
  }
}

/** The columns of physical tables, table by table. (`duckdb_columns` plans every view.) */
function columnsOf(tables: readonly string[], database: string): string {
  const each = tables.map((table) => {
    const path = `${database}."rows".${identifier(table)}`;
    return `SELECT ${literal(table)} AS table_name, name, type, cid FROM pragma_table_info(${literal(path)})`;
  });
  return `SELECT table_name, name, type FROM (${each.join(' UNION ALL ')}) ORDER BY table_name, cid`;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function widerCellType(a: CellColumn['type'], b: CellColumn['type']): CellColumn['type'] {
  if (a === b) return a;
  return [a, b].every((type) => type === 'DOUBLE' || type === 'BIGINT') ? 'DOUBLE' : 'VARCHAR';
}
