import type { ExportFormat } from '@rgflow/workbench';
import { exportRun } from '@rgflow/workbench/export';
import { shortPath } from '@rgflow/workbench/study-text';
import { formatBytes } from '../bytes.js';
import { type ExitCode, exitCode } from '../exit-code.js';

interface ExportOptions {
  readonly store?: string;
  readonly output?: string;
  readonly format: ExportFormat;
  readonly table?: readonly string[];
  readonly crate?: boolean;
  readonly licence?: string;
  readonly json?: boolean;
}

/** Writes the tables of a run into a folder, with units and where the numbers come from. */
export async function exportTables(run: string, options: ExportOptions): Promise<ExitCode> {
  const { output = run, table: tables, json, ...rest } = options;
  const { files, remarks } = await exportRun(run, { ...rest, output, tables });
  const lines = files.map(({ path, table, bytes }) => {
    const rows = table === null ? '' : `${table.rows} rows, `;
    return `${shortPath(output)}/${path}  ${rows}${formatBytes(bytes)}`;
  });
  const told = files.map(({ table, ...file }) => ({ ...file, table: table?.name ?? null }));
  process.stdout.write(`${json === true ? JSON.stringify(told) : lines.join('\n')}\n`);
  for (const remark of remarks) process.stderr.write(`${shortPath(output)}: ${remark}\n`);
  return exitCode.ok;
}
