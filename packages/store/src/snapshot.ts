import type { DuckDBConnection } from '@duckdb/node-api';
import type { Attachment } from './attach.js';
import type { Scratch } from './scratch.js';
import { identifier, literal } from './sql-text.js';

/**
 * The tables of a store as they were at one moment, without the bytes of its objects, for another process to load
 * (`openReplica`): it may do with them what it likes, and take as long as it likes.
 */
export interface Snapshot {
  /** Makes the schemas, tables and views, in this order. */
  readonly statements: readonly string[];
  /** The Parquet file of each table that is in it. The others are there and empty. */
  readonly tables: readonly { readonly schema: string; readonly name: string; readonly file: string }[];
}

/** The segments hold the bytes of objects: gigabytes, which nobody gets but one by one. */
const isSegment = ({ schema, name }: Relation): boolean => schema === 'internal' && /^segment_\d+$/.test(name);

/** Whoever loads the snapshot makes it anew, over whatever fetches the bytes. */
const isObjectView = ({ schema, name }: Relation): boolean => schema === 'main' && name === 'object';

/** What says which tables there are and of which columns is always in it. */
const ALWAYS = new Set(['store_format', 'declared_table', 'cell_column', 'measured_column']);

/** Rows in one piece of a Parquet file: pre-images are kilobytes each, and two pieces are in memory. */
const PIECE_ROWS = 4096;

/**
 * Copies the tables that a statement can be about, or all, in one transaction.
 *
 * @param sql  The statement, null for all tables. Whatever it names as a word, or what a view that it names is made of, is
 *   copied; all tables if it puts names together at run time.
 */
export async function takeSnapshot(attachment: Attachment, scratch: Scratch, sql: string | null): Promise<Snapshot> {
  const connection = await attachment.connect();
  try {
    await connection.run('BEGIN TRANSACTION READ ONLY');
    const relations = (await relationsOf(connection)).filter((relation) => !isSegment(relation));
    const needed = sql === null ? null : namesIn(sql, relations);
    const tables: { schema: string; name: string; file: string }[] = [];
    for (const { schema, name, view } of relations) {
      if (view || (needed !== null && !needed.has(name) && !ALWAYS.has(name))) continue;
      const file = scratch.file('parquet');
      await connection.run(
        `COPY (FROM rgflow.${identifier(schema)}.${identifier(name)}) TO ${literal(file)}
         (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${PIECE_ROWS})`,
      );
      tables.push({ schema, name, file });
    }
    const statements = [
      ...[...new Set(relations.map(({ schema }) => schema))].map(
        (schema) => `CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`,
      ),
      ...relations.filter((relation) => !isObjectView(relation)).map(({ sql: made }) => made),
      // There are a thousand, and who wants them asks for them.
      ...(sql === null || /duckdb_|comment/i.test(sql)
        ? (await commentsOf(connection)).filter((statement) => !/ main\.object\b| "main"\."object"/.test(statement))
        : []),
    ];
    return { statements, tables };
  } finally {
    connection.closeSync();
  }
}

/** A table or view, and the statement that makes it. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly view: boolean;
  readonly sql: string;
}

/** Those that others are made of come first. */
export async function relationsOf(connection: DuckDBConnection, database = 'rgflow'): Promise<readonly Relation[]> {
  const found = await connection.runAndReadAll(
    `SELECT schema_name, table_name, false AS view, sql, table_oid AS oid FROM duckdb_tables() WHERE database_name = ${literal(database)}
     UNION ALL
     SELECT schema_name, view_name, true, sql, view_oid FROM duckdb_views() WHERE database_name = ${literal(database)} AND NOT internal
     ORDER BY view, oid`,
  );
  return found.getRowsJS().map(([schema, name, view, sql]): Relation => {
    return { schema: String(schema), name: String(name), view: view === true, sql: String(sql) };
  });
}

/** The names of relations that a statement has as words, and those that the views among them are made of. */
function namesIn(sql: string, relations: readonly Relation[]): ReadonlySet<string> | null {
  if (/\bquery(_table)?\b/i.test(sql)) return null;
  const needed = new Set<Relation>();
  const texts = [sql];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    const words = new Set(text.toLowerCase().match(/\w+/g));
    for (const relation of relations) {
      if (needed.has(relation) || !words.has(relation.name.toLowerCase())) continue;
      needed.add(relation);
      if (relation.view) texts.push(relation.sql);
    }
  }
  return new Set([...needed].map(({ name }) => name));
}

/** The statements that say of views and of their columns what they hold. */
export async function commentsOf(connection: DuckDBConnection, database = 'rgflow'): Promise<readonly string[]> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row.map(String));
  const commented = `database_name = ${literal(database)} AND comment IS NOT NULL`;
  const views = await rowsOf(
    `SELECT 'VIEW', schema_name, view_name, comment FROM duckdb_views() WHERE ${commented}
     UNION ALL SELECT 'TABLE', schema_name, table_name, comment FROM duckdb_tables() WHERE ${commented}`,
  );
  const columns = await rowsOf(
    `SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE ${commented}`,
  );
  return [
    ...views.map(
      ([kind, schema, name, comment]) =>
        `COMMENT ON ${kind} ${identifier(schema!)}.${identifier(name!)} IS ${literal(comment!)}`,
    ),
    ...columns.map(
      ([schema, name, column, comment]) =>
        `COMMENT ON COLUMN ${identifier(schema!)}.${identifier(name!)}.${identifier(column!)} IS ${literal(comment!)}`,
    ),
  ];
}
