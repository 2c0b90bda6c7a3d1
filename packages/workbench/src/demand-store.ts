import { existsSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/** @throws {UsageError}  if there is no store at a path: it says that `rgflow run`, of a study if it is named, makes it. */
export function demandStore(store: string, study?: string): void {
  if (existsSync(store)) return;
  const made = study === undefined ? 'it is made by the first `rgflow run`' : `\`rgflow run ${study}\` makes it`;
  throw new UsageError(`${store}: there is no store yet; ${made}.`);
}
