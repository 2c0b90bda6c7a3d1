import { existsSync, readFileSync } from 'node:fs';

/** The content of a JSON file, or null if there is no such file. */
export function readJson<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}
