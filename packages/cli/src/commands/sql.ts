import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { querySql, SQL_FORMATS, type SqlFormat } from '@rgflow/store';
import { defaultStore, UsageError } from '@rgflow/workbench';
import { type ExitCode, exitCode } from '../exit-code.js';

export interface SqlOptions {
  readonly format?: SqlFormat;
  readonly output?: string;
  readonly store?: string;
}

/** Prints or writes the rows of one statement, also while a run owns the store. */
export async function sql(query: string, options: SqlOptions): Promise<ExitCode> {
  const { output } = options;
  const format = options.format ?? (output === undefined ? screenFormat() : formatOf(output));
  if (output === undefined && process.stdout.isTTY && (format === 'arrow' || format === 'parquet')) {
    throw new UsageError(`--format ${format}: is not for a terminal; give a file with -o, or pipe it on.`);
  }
  const statement = query === '-' ? await text(process.stdin) : query;
  const bytes = await querySql(options.store ?? defaultStore(), statement, format);
  if (output === undefined) process.stdout.write(bytes);
  else await writeFile(output, bytes);
  return exitCode.ok;
}

function screenFormat(): SqlFormat {
  return process.stdout.isTTY ? 'table' : 'csv';
}

function formatOf(file: string): SqlFormat {
  const format = SQL_FORMATS.find((candidate) => file.toLowerCase().endsWith(`.${candidate}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `${file}: the ending is none of ${SQL_FORMATS.slice(1).join(', ')}; give the format with --format.`,
  );
}
