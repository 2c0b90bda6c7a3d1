import type { CheckedFile } from '@rgflow/dataset';
import type { DataSetCheck } from '@rgflow/workbench';
import { checkDataSets, fetchDataSet, listDataSets } from '@rgflow/workbench/data-sets';
import { shortPath } from '@rgflow/workbench/study-text';
import { UsageError } from '@rgflow/workbench/usage-error';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

interface DataOptions {
  readonly folder?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Lists, fetches or checks data sets. */
export async function data(
  action: 'list' | 'fetch' | 'check',
  name: string | undefined,
  options: DataOptions,
): Promise<ExitCode> {
  switch (action) {
    case 'list':
      return list(options);
    case 'fetch':
      return fetchOne(name, options);
    case 'check':
      return check(name, options);
    default:
      return action satisfies never;
  }
}

async function list(options: DataOptions): Promise<ExitCode> {
  const found = await listDataSets(options.folder);
  if (options.json === true) {
    print(JSON.stringify(found));
    return exitCode.ok;
  }
  const columns = [
    { header: 'data set', align: 'left' },
    { header: 'here', align: 'left' },
    { header: 'what it is', align: 'left' },
  ] as const;
  const colors = colorsFor(process.stdout);
  const rows = found.map(({ name, title, folder }) => [
    name,
    folder === null ? colors.dim('no') : colors.green('yes'),
    title,
  ]);
  const missing = found
    .filter(({ folder }) => folder === null)
    .map(({ name, source }) => colors.dim(`${name} comes from ${source}.`));
  const unseen = found.filter(({ seen }) => !seen).map(({ name }) => name);
  const said = `The digests of ${unseen.join(', ')} are those that others state; nobody has compared them with the files yet.`;
  print([textTable(columns, rows, colors), ...missing, ...(unseen.length === 0 ? [] : [colors.dim(said)])].join('\n'));
  return exitCode.ok;
}

async function fetchOne(given: string | undefined, options: DataOptions): Promise<ExitCode> {
  if (given === undefined) {
    const names = (await listDataSets()).map(({ name }) => name);
    throw new UsageError(`data fetch: say which data set; there is ${names.join(', ')}.`);
  }
  const terminal = process.stderr.isTTY === true;
  const paths = await fetchDataSet(given, {
    folder: options.folder,
    url: options.url,
    onProgress: (file, received, total) => {
      if (!terminal) return;
      const outOf = total === null ? '' : ` of ${megabytes(total)}`;
      process.stderr.write(`\r${file}  ${megabytes(received)}${outOf} MB\u001b[K`);
    },
  });
  if (terminal) process.stderr.write('\r\u001b[K');
  print(options.json === true ? JSON.stringify(paths) : paths.map(shortPath).join('\n'));
  return exitCode.ok;
}

async function check(given: string | undefined, options: DataOptions): Promise<ExitCode> {
  const found = await checkDataSets(given, options.folder);
  const checks = found.map(({ source: _, ...checked }) => checked);
  // A data set that is not here is a fault only if it was asked for.
  const asked = given === undefined ? checks.filter(({ folder }) => folder !== null) : checks;
  const colors = colorsFor(process.stdout);
  print(options.json === true ? JSON.stringify(checks) : found.map((checked) => checkText(checked, colors)).join('\n'));
  return asked.every(({ ok }) => ok) ? exitCode.ok : exitCode.failed;
}

function checkText({ name, source, folder, files, ok, note }: DataSetCheck, { bold, dim, green, red }: Colors): string {
  if (folder === null) {
    return `${bold(name)}: ${dim(`not on this machine; it comes from ${source}`)}`;
  }
  const fileText = ({ role, problem, message }: CheckedFile): string => {
    return problem === null ? `  ${green('✓')} ${role}` : `  ${red('✗')} ${role}: ${message}`;
  };
  return [
    `${bold(name)}: ${ok ? green(note === null ? 'as published' : 'can be read') : red('damaged')}, ${shortPath(folder)}`,
    ...(note === null ? [] : [`  ${note}`]),
    ...files.map(fileText),
  ].join('\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
