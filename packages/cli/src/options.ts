import { InvalidArgumentError, Option } from 'commander';

/** What options of several commands have in common. */

/** An example under the `--help` of a command. */
export function example(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

export function setOption(): Option {
  return new Option('--set <path=value>', 'set a parameter; a list or a range sweeps it (repeatable)').argParser(
    collect,
  );
}

export function forceOption(): Option {
  return new Option('--force <stage>', 'run a stage whatever the store holds (repeatable)').argParser(collect);
}

export function storeOption(): Option {
  return new Option(
    '--store <file>',
    'the DuckDB file of the results (default: RGFLOW_STORE, rgflow.config.json, or data/rgflow.duckdb)',
  );
}

export function cacheOption(): Option {
  return new Option(
    '--cache <mode>',
    "take results from a shared cache ('ro'), and write there what is executed ('rw')",
  ).choices(['ro', 'rw']);
}

export function cachePlaceOption(): Option {
  return new Option(
    '--cache-at <place>',
    'where it lies: a folder or s3://bucket/prefix (default: RGFLOW_CACHE, or "cache" in rgflow.config.json)',
  );
}

export function engineOption(): Option {
  return new Option('--engine <engine>', 'what trains the networks; short for --set training.engine=…').choices([
    'native',
    'tfjs',
  ]);
}

export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A decimal number; not a number where it is none: `Number` reads 0x10 as 16 and nothing as 0. */
export function decimal(text: string): number {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

export function positiveInteger(text: string): number {
  const value = decimal(text);
  if (!(Number.isSafeInteger(value) && value > 0)) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}

export function memoryOption(): Option {
  return new Option(
    '--memory <size>',
    'what instances may take together, as 8GB: others wait (default: what is available, less a tenth)',
  ).argParser(bytesOf);
}

/** `8GB` as 8e9, `512MiB` as 2^29. */
export function bytesOf(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kKMGT]i?B)$/.exec(text.trim()) ?? [];
  const bytes = Number(number) * (BYTES[unit.replace('K', 'k')] ?? Number.NaN);
  if (!(bytes > 0))
    throw new InvalidArgumentError('expected a number with kB, MB, GB or MiB, GiB, as in --memory 8GB.');
  return bytes;
}

const BYTES: Readonly<Record<string, number>> = {
  ...{ kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ kiB: 1024, MiB: 1048576, GiB: 1073741824, TiB: 1099511627776 },
};

export function tolerance(text: string): number {
  const value = decimal(text);
  if (!(value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError('expected a number of at least 0, as in --rtol 1e-9.');
  }
  return value;
}

/** `2%` as 2. Without the sign, 0.02 and 2 could both be meant. */
export function percentage(text: string): number {
  const value = decimal(/^(.+?)\s*%$/.exec(text)?.[1] ?? '');
  if (!(value > 0 && value <= 100)) {
    throw new InvalidArgumentError('expected a percentage above 0% and at most 100%, as in --audit 2%.');
  }
  return value;
}
