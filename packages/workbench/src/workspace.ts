import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The checkout of rgflow that `folder` lies in, or null. */
export function findWorkspace(folder: string = process.cwd()): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isWorkspace(at)) return at;
    if (at === dirname(at)) return null;
  }
}

/** `data/` of the checkout, or of the current folder outside one: the store, downloads and figures. */
export function dataFolder(): string {
  return join(findWorkspace() ?? process.cwd(), 'data');
}

/** The store to use when none is named. */
export function defaultStore(): string {
  return join(dataFolder(), 'rgflow.duckdb');
}

function isWorkspace(folder: string): boolean {
  const path = join(folder, 'package.json');
  if (!existsSync(path) || !existsSync(join(folder, 'studies'))) return false;
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown }).name === '@rgflow/workspace';
  } catch {
    return false;
  }
}
