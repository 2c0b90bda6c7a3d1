import {
  type CheckedFile,
  checkDataset,
  type DatasetCheck,
  type DatasetName,
  datasets,
  downloadFolder,
  fetchDataset,
  findDataset,
} from '@rgflow/dataset';
import { shortPath, suggestion, UsageError } from '@rgflow/workbench';
import { type Colors, colorsFor } from '../colors.js';
import { type ExitCode, exitCode } from '../exit-code.js';
import { textTable } from '../text-table.js';

export interface DataOptions {
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

function list(options: DataOptions): ExitCode {
  const found = datasets.map(({ name, title, source }) => {
    return { name, title, source, folder: findDataset(name, folderOf(name, options)) };
  });
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
  print([textTable(columns, rows, colors), ...missing].join('\n'));
  return exitCode.ok;
}

async function fetchOne(given: string | undefined, options: DataOptions): Promise<ExitCode> {
  if (given === undefined) {
    throw new UsageError(`data fetch: say which data set; there is ${datasets.map(({ name }) => name).join(', ')}.`);
  }
  const name = knownName(given);
  const terminal = process.stderr.isTTY === true;
  const paths = await fetchDataset(name, folderOf(name, options), {
    ...(options.url === undefined ? {} : { url: options.url }),
    onProgress: (file, received, total) => {
      if (!terminal) return;
      const of = total === null ? '' : ` of ${megabytes(total)}`;
      process.stderr.write(`\r${file}  ${megabytes(received)}${of} MB\u001b[K`);
    },
  });
  if (terminal) process.stderr.write('\r\u001b[K');
  print(options.json === true ? JSON.stringify(paths) : paths.map(shortPath).join('\n'));
  return exitCode.ok;
}

function check(given: string | undefined, options: DataOptions): ExitCode {
  const names = given === undefined ? datasets.map(({ name }) => name) : [knownName(given)];
  const checks = names.map((name) => checkDataset(name, folderOf(name, options)));
  // A data set that is not here is a fault only if it was asked for.
  const asked = given === undefined ? checks.filter(({ folder }) => folder !== null) : checks;
  const colors = colorsFor(process.stdout);
  print(options.json === true ? JSON.stringify(checks) : checks.map((found) => checkText(found, colors)).join('\n'));
  return asked.every(({ ok }) => ok) ? exitCode.ok : exitCode.failed;
}

function checkText({ name, folder, files, ok }: DatasetCheck, { bold, dim, green, red }: Colors): string {
  if (folder === null) {
    const { source } = datasets.find((dataset) => dataset.name === name)!;
    return `${bold(name)}: ${dim(`not on this machine; it comes from ${source}`)}`;
  }
  const fileText = ({ role, problem, message }: CheckedFile): string => {
    return problem === null ? `  ${green('✓')} ${role}` : `  ${red('✗')} ${role}: ${message}`;
  };
  return [
    `${bold(name)}: ${ok ? green('as published') : red('damaged')}, ${shortPath(folder)}`,
    ...files.map(fileText),
  ].join('\n');
}

function knownName(given: string): DatasetName {
  const known = datasets.find(({ name }) => name === given);
  if (known !== undefined) return known.name;
  throw new UsageError(
    `${given}: there is no data set of that name${suggestion(
      given,
      datasets.map(({ name }) => name),
    )}`,
  );
}

function folderOf(name: DatasetName, { folder }: DataOptions): string {
  return folder ?? downloadFolder(name);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
