import { querySql, SQL_FORMATS, type SqlFormat } from '@rgflow/store';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/**
 * The rows of one reading statement as the bytes of a format, also while a run has the store open.
 *
 * @throws {QueryError} if the statement is refused or fails.
 */
export function answerSql(statement: string, format: SqlFormat, store: string = defaultStore()): Promise<Uint8Array> {
  return querySql(store, statement, format);
}

/** The format that a file's name ends in. @throws {UsageError} if that is none. */
export function sqlFormatOf(file: string): SqlFormat {
  const format = SQL_FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: the ending is none of ${SQL_FORMATS.slice(1).join(', ')}; give the format with --format.`,
  );
}
