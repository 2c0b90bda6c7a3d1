import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodeError } from '../errors.js';
import { readJson } from './read-json.js';
import { shownPath } from './shown-path.js';

/** Names the packages that files under node_modules belong to, with all that these depend on, as they are installed. */
export class ExternalVersions {
  readonly #locks = new Map<string, Lock | null>();
  readonly #trees = new Map<string, ReadonlyMap<string, string>>();

  /**
   * The package of a file and every package below it: folder -> name@version, as their manifests say. Packages of types
   * alone are left out.
   *
   * @throws {CodeError} if the lock file has a package of this name in another version, or where none is installed.
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
      if (found === null) this.#checkPlaces(folder, dependency);
      else if (tree.has(found) || !isOfOneMachine(found)) this.#collect(found, tree);
    }
  }

  #compareWithLock(folder: string, name: string, { version }: Manifest): void {
    const lock = this.#lockOf(folder);
    const locked = lock?.versionOf(folder, name);
    if (lock && locked !== undefined && locked !== version) {
      throw new CodeError(
        `${name}: ${version ?? 'no version'} is installed, ${shownPath(lock.file)} says ${locked}. ${REMEDY}`,
      );
    }
    this.#checkPlaces(folder, name);
  }

  /** That a package is wherever the lock file has one of its name: else some module finds another than it should. */
  #checkPlaces(folder: string, name: string): void {
    const lock = this.#lockOf(folder);
    const missing = lock?.placesOf(name).find((place) => !existsSync(join(lock.root, place, 'package.json')));
    if (lock && missing !== undefined) {
      throw new CodeError(`${name}: ${shownPath(lock.file)} has it in ${missing}, where none is installed. ${REMEDY}`);
    }
  }

  /** The lock file of the workspace whose node_modules a folder lies in. */
  #lockOf(folder: string): Lock | undefined {
    for (let at = folder.indexOf(MARKER); at >= 0; at = folder.indexOf(MARKER, at + 1)) {
      const root = folder.slice(0, at);
      if (!this.#locks.has(root)) this.#locks.set(root, Lock.in(root));
      const lock = this.#locks.get(root);
      if (lock) return lock;
    }
    return undefined;
  }
}

/** What a lock file says is where. */
class Lock {
  readonly file: string;
  readonly #versions = new Map<string, string>();
  readonly #places = new Map<string, string[]>();

  /** Of a workspace, if it has one. */
  static in(root: string): Lock | null {
    const packages = readJson<Lockfile>(join(root, 'package-lock.json'))?.packages;
    return packages === undefined ? null : new Lock(root, packages);
  }

  private constructor(
    readonly root: string,
    packages: NonNullable<Lockfile['packages']>,
  ) {
    this.file = join(root, 'package-lock.json');
    for (const [place, { version, optional, dev, devOptional }] of Object.entries(packages)) {
      const at = place.lastIndexOf('node_modules/');
      if (version === undefined || at < 0) continue;
      this.#versions.set(place, version);
      // Those may be left out by a sound installation.
      if (optional || dev || devOptional) continue;
      const name = place.slice(at + 'node_modules/'.length);
      this.#places.set(name, [...(this.#places.get(name) ?? []), place]);
    }
  }

  /** The version that a package should have in a folder: what is locked there, or what would be found if it were not. */
  versionOf(folder: string, name: string): string | undefined {
    for (let at = folder; at.startsWith(this.root); at = dirname(at)) {
      const place = at === folder ? at : join(at, 'node_modules', name);
      const version = this.#versions.get(relative(this.root, place).split(sep).join('/'));
      if (version !== undefined) return version;
    }
    return undefined;
  }

  placesOf(name: string): readonly string[] {
    return this.#places.get(name) ?? [];
  }
}

const REMEDY = 'Run npm ci, so that what runs is what the lock file says.';
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
  readonly packages?: Readonly<Record<string, Locked>>;
}

interface Locked {
  readonly version?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}
