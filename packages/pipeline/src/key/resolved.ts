import { realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve } from 'import-meta-resolve';

/**
 * The URL of a module that another imports. Links of the workspace under node_modules are followed to where the files are.
 *
 * @throws {Error} if there is none.
 */
export function resolved(specifier: string, parent: string): string {
  const url = resolve(specifier, parent);
  return url.startsWith('file:') ? pathToFileURL(realpathSync(fileURLToPath(url))).href : url;
}
