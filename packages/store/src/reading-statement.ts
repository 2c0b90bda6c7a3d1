import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { messageOf, QueryError } from './errors.js';
import { unreadFile } from './name-hints.js';

/**
 * Checks that `sql` is one statement that only reads. What the statement's type does not show (an `EXPLAIN ANALYZE` of an
 * INSERT) is stopped by the read-only transaction it runs in, but for one that writes a file.
 *
 * @param readsFiles  whether it may read files that were named
 * @returns the statement as it was prepared for that; null of an `EXPLAIN`, of which only what it explains was
 * @throws {QueryError} if it is none, several, one that would change something, or one that reads the file of the store.
 */
export async function checkReading(
  connection: DuckDBConnection,
  sql: string,
  readsFiles = false,
): Promise<DuckDBPreparedStatement | null> {
  if (withoutComments(sql) === '') throw new QueryError('The query is empty; try: rgflow sql "show tables".');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new QueryError(`${statements.count} statements came; give one at a time (a PIVOT needs an IN list).`);
  }
  const kind = firstWord(sql);
  if (kind === 'EXPLAIN') {
    const explained = withoutComments(sql)
      .replace(/^explain\s*/i, '')
      .replace(/^(analyze\b|\([^)]*\))\s*/i, '');
    (await checkReading(connection, explained, readsFiles))?.destroySync();
    return null;
  }
  if (REFUSED.has(kind)) throw refused(kind);
  const changing = CHANGING_FUNCTION.exec(withoutComments(sql, 'anywhere'))?.[1];
  if (changing !== undefined) throw refused(changing);
  const reading = readsFiles ? undefined : readingFunction(withoutTexts(withoutComments(sql, 'anywhere')));
  let statement: DuckDBPreparedStatement | null = null;
  try {
    statement = await statements.prepare(0).catch((error: unknown) => {
      // DuckDB names the file that it may not read.
      if (reading === undefined || unreadFile(messageOf(error)) !== null) throw error;
      return null;
    });
    const type = statement?.statementType ?? StatementType.SELECT;
    if (reading !== undefined) throw unnamed(reading);
    if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) throw refused(StatementType[type] ?? kind);
    if (kind !== 'PRAGMA' && RUNS_A_TEXT.test(sql)) await checkPlan(connection, withoutComments(sql), readsFiles);
    return statement;
  } catch (error) {
    statement?.destroySync();
    throw error;
  }
}

/**
 * Checks what DuckDB would execute: a query that is put together as a text may name any function. Only the statements that
 * can have one are asked about, for a plan costs as much again as the preparation. The names of `RUNS_A_TEXT` cannot be
 * put together themselves, and DuckDB knows no escapes in names.
 */
async function checkPlan(connection: DuckDBConnection, sql: string, readsFiles: boolean): Promise<void> {
  const plan = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
  for (const name of functionsOf(JSON.parse(String(plan.getRowsJS()[0]?.[1])))) {
    const call = `${name.toLowerCase()}(`;
    if (CHANGING_FUNCTION.test(call)) throw refused(name.toLowerCase());
    if (!readsFiles && readingFunction(`FROM ${call}`) !== undefined) throw unnamed(name.toLowerCase());
  }
}

/** The functions that give the rows of a plan, which are its operators' names as well. */
function functionsOf(operators: readonly Operator[]): string[] {
  return operators.flatMap(({ name, children }) => [name, ...functionsOf(children)]);
}

interface Operator {
  readonly name: string;
  readonly children: readonly Operator[];
}

/** Part of the name of each function that executes a text: `query`, `query_table`. */
const RUNS_A_TEXT = /query/i;

/** Refused before DuckDB prepares them: preparing an EXPORT or ATTACH already touches the disk. */
const REFUSED = new Set([
  'EXPORT',
  'IMPORT',
  'ATTACH',
  'DETACH',
  'COPY',
  'INSTALL',
  'LOAD',
  'CALL',
  'CHECKPOINT',
  'USE',
  'SET',
]);

/**
 * Functions that change the process instead of reading: one that has DuckDB log to a file that cannot be written makes
 * every later statement fail, and the process end when it lets go of the store. One that executes a statement written as
 * JSON shows in no plan what that does.
 */
const CHANGING_FUNCTION =
  /\b((?:enable|disable)_(?:logging|profiling|peg_parser)|truncate_duckdb_logs|(?:force_)?checkpoint|json_execute_serialized_sql)"?\s*\(/i;

/**
 * Functions that read files. DuckDB prepares none on a file that it may not read, but it lets itself and so everybody read
 * those of a database that is attached: what comes so far reads the store as bytes.
 */
const READING_FUNCTION = /(?:\b((?:read|sniff|parquet)_\w+)|(?:\bfrom|\bjoin|,)\s*"?(glob))"?\s*\(/i;

function readingFunction(sql: string): string | undefined {
  const found = READING_FUNCTION.exec(sql);
  return found?.[1] ?? found?.[2];
}

/** Without texts, unless one may be a query. */
function withoutTexts(sql: string): string {
  if (/\bquery(_table)?"?\s*\(/i.test(sql)) return sql;
  return sql.replace(QUOTED_OR_COMMENT, (_, text?: string, name?: string) =>
    text === undefined ? (name ?? ' ') : "''",
  );
}

/** A text, as its first group; a name in quotes, as its second; or a comment: each may hold what begins another. */
const QUOTED_OR_COMMENT =
  /(\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?:[a-z_]\w*)?\$[\s\S]*?\$(?:[a-z_]\w*)?\$)|("(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//gi;

function unnamed(reading: string): QueryError {
  return new QueryError(`${reading}: a query reads no file that is not named; rgflow sql --read FILE lets it.`);
}

function refused(kind: string): QueryError {
  return new QueryError(
    `${kind} is refused: only statements that read are allowed here (SELECT, FROM, WITH, VALUES, SHOW, DESCRIBE, SUMMARIZE, ` +
      'EXPLAIN); write a result to a file with --format csv, json, arrow or parquet.',
  );
}

/** Without the comments, blanks and semicolons at its beginning, or without comments anywhere. */
function withoutComments(sql: string, where: 'first' | 'anywhere' = 'first'): string {
  return where === 'first'
    ? sql.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
    : sql.replace(QUOTED_OR_COMMENT, (_, text?: string, name?: string) => text ?? name ?? ' ');
}

function firstWord(sql: string): string {
  return /^[a-z]+/i.exec(withoutComments(sql))?.[0].toUpperCase() ?? 'The statement';
}
