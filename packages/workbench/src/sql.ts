import { existsSync } from 'node:fs';
import { didYouMean } from '@rgflow/pipeline/did-you-mean';
import type { Sink, SqlFormat } from '@rgflow/store';
import { SQL_FORMATS } from '@rgflow/store/format';
import { writeSql } from '@rgflow/store/query-sql';
import { askFile, sqlLiteral } from './ask.js';
import { demandStore } from './demand-store.js';
import { studyOfResults, tablesOfFolder, tablesOfStudy } from './folder-tables.js';
import { tablesOfRun } from './newest-run.js';
import { otherResults } from './other-names.js';
import { findResults, type ResultsOptions } from './results-of.js';
import { unfinishedRuns } from './unfinished.js';
import { UsageError } from './usage-error.js';
import { withTables } from './with-tables.js';
import { defaultStore } from './workspace.js';

/** An answer of fewer bytes may have no rows. */
const SHORT = 1024;

export interface SqlOptions extends ResultsOptions {
  readonly store?: string | undefined;
  /** Files and folders that the statement may read; none if not given. */
  readonly read?: readonly string[] | undefined;
  /** A folder each of whose Parquet files is the table of its name. */
  readonly tables?: string | undefined;
  /** The study, or results of one, whose closing table and tests are the tables `closing` and `claims`. */
  readonly study?: string | undefined;
}

/**
 * Writes the rows of one reading statement as the bytes of a format, part by part, also while a run has the store open.
 *
 * @returns what is to be said of the answer, a sentence each
 * @throws {QueryError} if the statement is refused or fails, perhaps after a part was written.
 * @throws {UsageError} if a store is named that is not there, or results that it does not have.
 */
export async function writeAnswer(
  statement: string,
  format: SqlFormat,
  sink: Sink,
  options: SqlOptions = {},
): Promise<readonly string[]> {
  const { store, read = [], tables } = options;
  if (store !== undefined) demandStore(store);
  const file = store ?? defaultStore();
  const named = await namedTables(file, options);
  if (named !== null) {
    const readable = tables === undefined ? read : [...read, tables];
    await writeSql(file, withTables(named.tables, statement), format, sink, { read: readable });
    return /\b(closing|claims)\b/i.test(statement) ? named.remarks() : [];
  }
  let bytes = 0;
  const counted: Sink = (part) => {
    bytes += part.length;
    return sink(part);
  };
  const by = await writeSql(file, statement, format, counted, { read });
  if (bytes < SHORT && existsSync(file)) {
    const remarks = await otherResults(statement, file).catch(() => []);
    if (remarks.length > 0) return remarks;
  }
  // What is said beside an answer does not fail it.
  return by === 'owner' ? unfinishedRuns(statement, file).catch(() => []) : [];
}

interface NamedTables {
  readonly tables: readonly string[];
  /** What is to be said of the closing table and its tests, a sentence each. */
  remarks(): Promise<readonly string[]>;
}

/** The tables that --name or --run, --tables and --study mean, as `withTables` takes them; null if none of them is given. */
async function namedTables(file: string, { name, run, tables, study }: SqlOptions): Promise<NamedTables | null> {
  if ([name, run, tables, study].every((option) => option === undefined)) return null;
  if (tables !== undefined && (name !== undefined || run !== undefined)) {
    throw new UsageError('--tables and --name or --run: each says which tables are meant; give one of them.');
  }
  const ask = askFile(file);
  const found = await findResults({ name, run }, ask);
  const studies = study === undefined ? [] : (await import('@rgflow/studies')).studies;
  return {
    tables: [
      ...(tables === undefined ? [] : tablesOfFolder(tables)),
      ...(found === null ? [] : await tablesOfRun(found.runId, ask)),
      ...(study === undefined ? [] : await tablesOfStudy(study, studies)),
    ],
    async remarks() {
      const published = study === undefined || tables !== undefined ? undefined : studyOfResults(study, studies);
      if (published === undefined) return [];
      const { closingRemarks } = await import('./swept-beside.js');
      // What is said beside an answer does not fail it.
      return closingRemarks(published, found?.runId ?? null, ask).catch(() => []);
    },
  };
}

const OF_STORE = "database_name = current_database() and schema_name = 'main' and not internal";

/**
 * The statement for what the tables of a store hold, column by column, with units: of all that anybody may ask, or of one.
 * History is said once: `history.<table>` has the same columns, and the run.
 */
export function schemaStatement(table?: string): string {
  return `select "table", "column", type, meaning from (
      select table_name as "table", null as "column", null as type, comment as meaning, 0 as place from duckdb_tables() where ${OF_STORE}
      union all select view_name, null, null, comment, 0 from duckdb_views() where ${OF_STORE}
      union all select table_name, column_name, data_type, comment, column_index from duckdb_columns() where ${OF_STORE})
    where ${table === undefined ? 'true' : `"table" = ${sqlLiteral(table)}`} order by "table", place`;
}

/**
 * Sees to it that a table whose columns are asked for is there.
 *
 * @throws {UsageError} if it is not; the message gives the nearest names.
 */
export async function demandTable(table: string, store: string = defaultStore()): Promise<void> {
  demandStore(store);
  const found = await askFile(store)(
    `select table_name as name from duckdb_tables() where ${OF_STORE} union all select view_name from duckdb_views() where ${OF_STORE} order by name`,
  );
  const names = found.map(({ name }) => String(name));
  if (names.includes(table)) return;
  throw new UsageError(`--schema ${table}: the store has no table of that name${didYouMean(table, names)}`);
}

/** The format that a file's name ends in. @throws {UsageError} if that is none. */
export function sqlFormatOf(file: string): SqlFormat {
  const format = SQL_FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: the ending is none of ${SQL_FORMATS.slice(1).join(', ')}; give the format with --format.`,
  );
}
