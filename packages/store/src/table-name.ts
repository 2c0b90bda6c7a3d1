import { RECORD_TABLES } from './record-comments.js';

/** Names of `main` that are not table outputs. */
const RESERVED = new Set([...Object.keys(RECORD_TABLES), 'cell_tensor']);

/** @throws {RangeError} if a table output cannot be a SQL table under this name. */
export function checkName(name: string): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new RangeError(
      `store: a table output is named ${JSON.stringify(name)}; a SQL table's name must be snake_case.`,
    );
  }
  if (RESERVED.has(name)) {
    throw new RangeError(
      `store: a table output is named ${name}, which is a table of the store; give it another name.`,
    );
  }
}
