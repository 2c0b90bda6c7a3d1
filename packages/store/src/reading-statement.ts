import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { QueryError } from './errors.js';

/**
 * Checks that `sql` is one statement that only reads. What the statement's type does not show (an `EXPLAIN ANALYZE` of an
 * INSERT) is stopped by the read-only transaction it runs in, but for one that writes a file.
 *
 * @throws {QueryError} if it is none, several, or one that would change something.
 */
export async function checkReading(connection: DuckDBConnection, sql: string): Promise<void> {
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
    return checkReading(connection, explained);
  }
  if (REFUSED.has(kind)) throw refused(kind);
  const statement = await statements.prepare(0);
  const type = statement.statementType;
  statement.destroySync();
  if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) throw refused(StatementType[type] ?? kind);
}

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

function refused(kind: string): QueryError {
  return new QueryError(
    `${kind} is refused: only statements that read are allowed here (SELECT, FROM, WITH, VALUES, SHOW, DESCRIBE, SUMMARIZE, ` +
      'EXPLAIN); write a result to a file with --format csv, json, arrow or parquet.',
  );
}

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}

function firstWord(sql: string): string {
  return /^[a-z]+/i.exec(withoutComments(sql))?.[0].toUpperCase() ?? 'The statement';
}
