import type { ColumnMeaning, PublishedStudy } from '@rgflow/studies';
import { type Ask, sqlLiteral } from './ask.js';
import type { StoredRun } from './runs.js';

/** A column as it is exported. */
export interface ExportedColumn {
  readonly name: string;
  /** The type that DuckDB has for it. */
  readonly type: string;
  /** Null for a column without one, a text or a number of something. */
  readonly unit: string | null;
  /** What it holds. */
  readonly meaning: string;
}

export interface ExportedTable {
  readonly name: string;
  readonly about: string;
  readonly rows: number;
  readonly columns: readonly ExportedColumn[];
  /** The statement that gives its rows of the run. */
  readonly sql: string;
}

/** A file that was written, as it is described. */
export interface ExportedFile {
  readonly path: string;
  readonly table: ExportedTable | null;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is known of where the numbers come from. */
export interface RunProvenance {
  readonly run: StoredRun;
  readonly config: unknown;
  readonly provenance: Readonly<Record<string, unknown>>;
  /** When it was looked at, of a run that goes on; ISO 8601. */
  readonly at?: string;
}

/** The tables that have rows of a run, with units and meanings of their columns. */
export async function tablesOfRun(
  ask: Ask,
  run: { readonly runId: string; readonly study: string },
  studies: readonly PublishedStudy[],
): Promise<readonly ExportedTable[]> {
  const published = studies.find(({ name }) => name === run.study);
  const meanings = published === undefined ? {} : ((await published.study()).tables ?? {});
  const ofHistory = "database_name = current_database() and schema_name = 'history'";
  const views = await ask(
    `select view_name as name, comment from duckdb_views() where ${ofHistory} and view_name <> 'cell_tensor' order by name`,
  );
  const tables: ExportedTable[] = [];
  for (const { name, comment } of views) {
    const ofRun = `from history."${name}" where run_id = ${sqlLiteral(run.runId)}`;
    const [counted] = await ask(`select count(*) as rows ${ofRun}`);
    if (Number(counted!.rows) === 0) continue;
    const columns = await ask(
      `select column_name as name, data_type as type, comment from duckdb_columns()
       where ${ofHistory} and table_name = ${sqlLiteral(String(name))} and column_name <> 'run_id' order by column_index`,
    );
    const own: Readonly<Record<string, ColumnMeaning>> = meanings[String(name)]?.columns ?? {};
    tables.push({
      name: String(name),
      about: String(comment ?? ''),
      rows: Number(counted!.rows),
      columns: columns.map((column) => {
        const told = own[String(column.name)];
        const meaning = told?.meaning ?? String(column.comment ?? '');
        return { name: String(column.name), type: String(column.type), unit: told?.unit ?? null, meaning };
      }),
      sql: `select * exclude (run_id) ${ofRun} order by all`,
    });
  }
  return tables;
}
