import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { StoreAccessError, sentenceOf } from './errors.js';
import { literal } from './sql-text.js';

/** A file that keeps nothing. */
export const NOWHERE = devNull;

/**
 * The statements that shut a DuckDB instance off from the world, for good: no file is read, written or attached but those
 * in `folders` and `files`, no extension is loaded, nothing is fetched, and no setting can be changed but the path on which
 * a connection looks for names. What is attached already stays as it is.
 *
 * A query in words of SQL is nobody's program: what comes from a file of a study, from a page or from a colleague may be
 * asked without reading it first.
 */
export function confine({
  folders,
  files,
}: {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}): readonly string[] {
  const list = (paths: readonly string[]): string => `[${paths.map(literal).join(', ')}]`;
  return [
    `SET allowed_directories = ${list(folders)}`,
    `SET allowed_paths = ${list([...files, NOWHERE])}`,
    "SET allowed_configs = ['search_path']",
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

/**
 * The files and folders that are named to be read, by their real paths and as they were given, for a query may name them
 * either way.
 *
 * @throws {StoreAccessError} if one is not there, or may not be read.
 */
export function readable(paths: readonly string[]): { readonly folders: string[]; readonly files: string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  for (const path of paths) {
    if (!existsSync(path)) {
      throw new StoreAccessError(`--read ${path}: there is no such file or folder; give one that is there.`);
    }
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      throw new StoreAccessError(`--read: ${sentenceOf(error)}`);
    }
    (statSync(path).isDirectory() ? folders : files).push(resolve(path), realpathSync(path));
  }
  return { folders, files };
}
