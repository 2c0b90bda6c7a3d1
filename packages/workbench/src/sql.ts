import { existsSync } from 'node:fs';
import { querySql, SQL_FORMATS, type SqlFormat } from '@rgflow/store';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

export interface SqlOptions {
  readonly store?: string | undefined;
  /** Files and folders that the statement may read; none if not given. */
  readonly read?: readonly string[] | undefined;
}

/**
 * The rows of one reading statement as the bytes of a format, also while a run has the store open.
 *
 * @throws {QueryError} if the statement is refused or fails.
 * @throws {UsageError} if a store is named that is not there.
 */
export async function answerSql(
  statement: string,
  format: SqlFormat,
  { store, read = [] }: SqlOptions = {},
): Promise<Uint8Array> {
  if (store !== undefined && !existsSync(store)) {
    throw new UsageError(`${store}: there is no store yet; it is made by the first \`rgflow run\`.`);
  }
  return querySql(store ?? defaultStore(), statement, format, { read });
}

/** The format that a file's name ends in. @throws {UsageError} if that is none. */
export function sqlFormatOf(file: string): SqlFormat {
  const format = SQL_FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: the ending is none of ${SQL_FORMATS.slice(1).join(', ')}; give the format with --format.`,
  );
}
