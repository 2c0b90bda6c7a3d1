import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findProjectFile } from './project-file.js';

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

/**
 * The store to use when none is named: the one that `RGFLOW_STORE` names, else the project file of this folder or of one
 * above it, else `data/rgflow.duckdb` of the checkout.
 *
 * @throws {UsageError} if the project file is at fault.
 */
export function defaultStore(): string {
  const named = process.env.RGFLOW_STORE;
  if (named !== undefined && named !== '') return resolve(named);
  const project = findProjectFile();
  if (project?.store !== undefined) return resolve(project.folder, project.store);
  return join(
    findWorkspace() === null && project !== null ? join(project.folder, 'data') : dataFolder(),
    'rgflow.duckdb',
  );
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
