import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableDeclaration } from '@rgflow/pipeline';
import { literal } from './sql-text.js';
import type { TableComments } from './table-views.js';

interface MutableComments extends TableComments {
  table: string | null;
  readonly columns: Map<string, string>;
}

/** Rows of what a statement gives, as texts. */
export type Ask = (sql: string) => Promise<string[][]>;

/** What was declared of the tables and of their columns, last and by any study. */
export class DeclaredComments {
  /** A comment that is rolled back may be written later all the same. */
  readonly #comments = new Map<string, MutableComments>();
  /** The tables of which the store says it; of others only their views do. */
  #recorded = new Set<string>();

  /** @param isRecorded  whether the store has a table for it, which came later than others */
  async load(ask: Ask, database: string, isRecorded: boolean): Promise<void> {
    const columns = `table_name, coalesce(column_name, ''), comment`;
    const recorded = isRecorded
      ? await ask(`SELECT ${columns} FROM ${database}.internal.table_comment ORDER BY rowid`)
      : [];
    this.#recorded = new Set(recorded.map(([table]) => table!));
    for (const [table, column, comment] of recorded) {
      if (comment !== '') this.#add(table!, column === '' ? null : column!, comment!);
    }
  }

  /** Of views alone, as earlier versions have written them: it takes long, since DuckDB plans every view. */
  async loadOfViews(ask: Ask, database: string): Promise<void> {
    const commented = `database_name = '${database}' AND schema_name = 'history' AND comment IS NOT NULL`;
    const views = await ask(`SELECT view_name, comment FROM duckdb_views() WHERE ${commented}`);
    const columns = await ask(`SELECT table_name, column_name, comment FROM duckdb_columns() WHERE ${commented}`);
    for (const [name, comment] of views) this.#add(name!, null, comment!);
    for (const [name, column, comment] of columns) this.#add(name!, column!, comment!);
  }

  isRecorded(name: string): boolean {
    return this.#recorded.has(name);
  }

  of(name: string): TableComments {
    return this.#of(name);
  }

  /** @returns whether what is known has changed */
  declare({ name, comment, comments = {} }: TableDeclaration): boolean {
    const known = this.#of(name);
    let isOther = false;
    if (comment !== undefined && comment !== known.table) {
      known.table = comment;
      isOther = true;
    }
    for (const [column, text] of Object.entries(comments)) {
      if (known.columns.get(column) === text) continue;
      known.columns.set(column, text);
      isOther = true;
    }
    return isOther;
  }

  /** Writes down what is known of some tables. Inside the transaction of the connection. */
  async record(connection: DuckDBConnection, names: readonly string[]): Promise<void> {
    const rows = names.flatMap((name) => {
      const { table, columns } = this.of(name);
      const ofColumns = [...columns].map(
        ([column, text]) => `(${literal(name)}, ${literal(column)}, ${literal(text)})`,
      );
      return [`(${literal(name)}, NULL, ${literal(table ?? '')})`, ...ofColumns];
    });
    await connection.run(
      `DELETE FROM internal.table_comment WHERE table_name IN (${names.map(literal).join(', ')});
       INSERT INTO internal.table_comment VALUES ${rows.join(', ')}`,
    );
    for (const name of names) this.#recorded.add(name);
  }

  /** Unless another was declared since. */
  #add(name: string, column: string | null, comment: string): void {
    const known = this.#of(name);
    if (column === null) known.table ??= comment;
    else if (!known.columns.has(column)) known.columns.set(column, comment);
  }

  #of(name: string): MutableComments {
    let comments = this.#comments.get(name);
    if (comments === undefined) {
      comments = { table: null, columns: new Map() };
      this.#comments.set(name, comments);
    }
    return comments;
  }
}
