import { text } from 'node:stream/consumers';
import type { Sink, SqlFormat } from '@rgflow/store';
import { demandTable, schemaStatement, sqlFormatOf, writeAnswer } from '@rgflow/workbench/sql';
import { UsageError } from '@rgflow/workbench/usage-error';
import { type ExitCode, exitCode } from '../exit-code.js';
import { standardOutput, writeInto } from '../output.js';

interface SqlOptions {
  readonly format?: SqlFormat;
  readonly output?: string;
  readonly store?: string;
  readonly name?: string;
  readonly run?: string;
  readonly read?: readonly string[];
  readonly tables?: string;
  readonly study?: string;
  /** Says what the tables hold, or the one that is named, instead of asking them. */
  readonly schema?: boolean;
}

/** Prints or writes the rows of one statement, also while a run owns the store. */
export async function sql(query: string | undefined, options: SqlOptions): Promise<ExitCode> {
  const { output } = options;
  const format = options.format ?? (output === undefined ? screenFormat() : sqlFormatOf(output));
  if (output === undefined && process.stdout.isTTY && (format === 'arrow' || format === 'parquet')) {
    throw new UsageError(`--format ${format}: is not for a terminal; give a file with -o, or pipe it on.`);
  }
  if (query === undefined && options.schema === undefined) {
    throw new UsageError('sql: give a statement, or --schema for what there is to ask.');
  }
  if (options.schema === true && query !== undefined) await demandTable(query, options.store);
  const schema = options.schema === true ? schemaStatement(query) : null;
  const statement = schema ?? (query === '-' ? await text(process.stdin) : query!);
  const remarks: string[] = [];
  const write = async (sink: Sink): Promise<void> => {
    remarks.push(...(await writeAnswer(statement, format, sink, options)));
  };
  if (output === undefined) await write(standardOutput);
  else await writeInto(output, write);
  for (const remark of remarks) process.stderr.write(`${remark}\n`);
  return exitCode.ok;
}

function screenFormat(): SqlFormat {
  return process.stdout.isTTY ? 'table' : 'csv';
}
