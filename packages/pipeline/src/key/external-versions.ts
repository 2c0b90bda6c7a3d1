import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodeError } from '../errors.js';
import { readJson } from './read-json.js';
import { shownPath } from './shown-path.js';

/** Names the packages that files under node_modules belong to, with all that these depend on, as they are installed. */
export class ExternalVersions {
  readonly #locks = new Map<string, Lockfile | null>();
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();

  /**
   * The package of a file and every package below it: folder -> name@version, as their manifests say. Packages of types
   * alone are left out.
   *
   * @throws {CodeError} if the lock file names another version than the one that is installed.
   */
  treeOf(url: string): ReadonlyMap<string, string> {
    const path = fileURLToPath(url);
    const at = path.lastIndexOf(MARKER) + MARKER.length;
    const parts = path.slice(at).split(sep);
    const name = parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1).join(sep);
    const folder = join(path.slice(0, at), name);
    const known = this.#trees.get(folder);
    if (known !== undefined) return known;
    const tree = new Map<string, string>();
    this.#collect(folder, tree);
    this.#trees.set(folder, tree);
    return tree;
  }

  #collect(folder: string, tree: Map<string, string>): void {
    if (tree.has(folder)) return;
    const manifest = readJson<Manifest>(join(folder, 'package.json'));
    const at = folder.lastIndexOf(MARKER) + MARKER.length;
    const name = folder.slice(at).split(sep).join('/');
    tree.set(folder, `${name}@${manifest?.version ?? 'unknown'}`);
    if (manifest === null) return;
    this.#compareWithLock(folder, name, manifest);
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (dependency.startsWith('@types/')) continue;
      const found = folderOf(dependency, folder);
      if (found !== null && (tree.has(found) || !isOfOneMachine(found))) this.#collect(found, tree);
    }
  }

  #compareWithLock(folder: string, name: string, { version }: Manifest): void {
    const locked = this.#lockedVersion(folder);
    if (locked === undefined || locked.version === version) return;
    throw new CodeError(
      `${name}: ${version ?? 'no version'} is installed, ${shownPath(locked.file)} says ${locked.version}. ` +
        'Run npm ci, so that what runs is what the lock file says.',
    );
  }

  /** What the lock file of the workspace says that a folder below its node_modules holds. */
  #lockedVersion(folder: string): { readonly version: string; readonly file: string } | undefined {
    for (let at = folder.indexOf(MARKER); at >= 0; at = folder.indexOf(MARKER, at + 1)) {
      const root = folder.slice(0, at);
      const file = join(root, 'package-lock.json');
      if (!this.#locks.has(file)) this.#locks.set(file, readJson<Lockfile>(file));
      const key = relative(root, folder).split(sep).join('/');
      const version = this.#locks.get(file)?.packages?.[key]?.version;
      if (version !== undefined) return { version, file };
    }
    return undefined;
  }
}

const MARKER = `${sep}node_modules${sep}`;

/** Whether a package is for one kind of machine: the same release is another package on the next; keys are of neither. */
function isOfOneMachine(folder: string): boolean {
  const { os, cpu, libc } = readJson<Manifest>(join(folder, 'package.json')) ?? {};
  return os !== undefined || cpu !== undefined || libc !== undefined;
}

/** Where a package finds another: in its own node_modules, or in that of a folder around it. */
function folderOf(dependency: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', dependency);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (dirname(folder) === folder) return null;
  }
}

interface Manifest {
  readonly version?: string;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly libc?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}
