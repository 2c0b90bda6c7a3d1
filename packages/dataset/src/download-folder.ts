import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where a fetched data set is put, and looked for: `data/<name>` of this checkout. */
export function downloadFolder(name: string): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'data', name);
}
