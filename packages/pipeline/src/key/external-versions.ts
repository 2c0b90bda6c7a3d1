import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './read-json.js';

/** Names the packages that files under node_modules belong to. */
export class ExternalVersions {
  readonly #locks = new Map<string, Lockfile | null>();

  /** name@version, as the lock file next to node_modules says; by the package's own manifest where there is none. */
  versionOf(url: string): string {
    const path = fileURLToPath(url);
    const marker = `${sep}node_modules${sep}`;
    const at = path.lastIndexOf(marker) + marker.length;
    const parts = path.slice(at).split(sep);
    const name = parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1).join('/');
    const root = path.slice(0, path.indexOf(marker));
    const key = `${path.slice(root.length + 1, at)}${name}`.split(sep).join('/');
    const locked = this.#lockfile(root)?.packages?.[key]?.version;
    const version = locked ?? readJson<{ version?: string }>(join(path.slice(0, at), name, 'package.json'))?.version;
    return `${name}@${version ?? 'unknown'}`;
  }

  #lockfile(root: string): Lockfile | null {
    if (!this.#locks.has(root)) this.#locks.set(root, readJson<Lockfile>(join(root, 'package-lock.json')));
    return this.#locks.get(root) ?? null;
  }
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}
