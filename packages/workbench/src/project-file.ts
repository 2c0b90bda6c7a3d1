import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { didYouMean } from '@rgflow/pipeline';
import { UsageError } from './usage-error.js';

/** What a project says of itself in `rgflow.config.json`. */
export interface ProjectFile {
  /** The folder that it lies in: the project. */
  readonly folder: string;
  /** Path of the store, from that folder. */
  readonly store?: string;
  /** Where the shared cache lies that `--cache` uses: a folder, from that folder, or s3://bucket/prefix. */
  readonly cache?: string;
  /** Tensors that `gc` does not keep: `weightVelocities`, or of one study `quickstart/weightVelocities`. */
  readonly drop?: readonly string[];
}

const NAME = 'rgflow.config.json';

/**
 * The project file of `folder`, or of the nearest folder above that has one; null if there is none.
 *
 * @throws {UsageError} if it is not JSON, or says what is not known.
 */
export function findProjectFile(folder: string = process.cwd()): ProjectFile | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, NAME);
    if (existsSync(file)) return readProjectFile(file);
    if (at === dirname(at)) return null;
  }
}

function readProjectFile(file: string): ProjectFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${file}: is not JSON (${(error as Error).message}); write as in { "store": "data/rgflow.duckdb" }`,
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${file}: must be an object, as in { "store": "data/rgflow.duckdb" }`);
  }
  for (const [key, value] of Object.entries(content)) {
    const rule = RULES[key];
    if (rule === undefined)
      throw new UsageError(`${file}: ${key}: is not known here${didYouMean(key, Object.keys(RULES))}`);
    if (!rule.holds(value)) throw new UsageError(`${file}: ${key}: must be ${rule.is}, not ${JSON.stringify(value)}`);
  }
  return { ...(content as Omit<ProjectFile, 'folder'>), folder: dirname(file) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const RULES: Readonly<Record<string, { readonly is: string; readonly holds: (value: unknown) => boolean }>> = {
  store: { is: 'the path of a file', holds: isText },
  cache: { is: 'a folder or s3://bucket/prefix', holds: isText },
  drop: {
    is: 'a list of names, as in ["weightVelocities", "quickstart/weights"]',
    holds: (value) => Array.isArray(value) && value.every(isText),
  },
};
