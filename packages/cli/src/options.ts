import { InvalidArgumentError, Option } from 'commander';

/** What options of several commands have in common. */

/** An example under the `--help` of a command. */
export function example(line: string): string {
  return `\nExample:\n  $ ${line}`;
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

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!(Number.isSafeInteger(value) && value > 0)) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}

export function tolerance(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== '' && value >= 0 && value < Infinity)) {
    throw new InvalidArgumentError('expected a number of at least 0, as in --rtol 1e-9.');
  }
  return value;
}
