import { text } from 'node:stream/consumers';
import type { Sink, SqlFormat } from '@rgflow/store';
import { sqlFormatOf, UsageError, writeAnswer } from '@rgflow/workbench';
import { type ExitCode, exitCode } from '../exit-code.js';
import { standardOutput, writeInto } from '../output.js';

interface SqlOptions {
  readonly format?: SqlFormat;
  readonly output?: string;
  readonly store?: string;
  readonly read?: readonly string[];
}

/** Prints or writes the rows of one statement, also while a run owns the store. */
export async function sql(query: string, options: SqlOptions): Promise<ExitCode> {
  const { output } = options;
  const format = options.format ?? (output === undefined ? screenFormat() : sqlFormatOf(output));
  if (output === undefined && process.stdout.isTTY && (format === 'arrow' || format === 'parquet')) {
    throw new UsageError(`--format ${format}: is not for a terminal; give a file with -o, or pipe it on.`);
  }
  const statement = query === '-' ? await text(process.stdin) : query;
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
