import { isAbsolute, relative } from 'node:path';

/** A path for people: from here if it lies below, else in full. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}
