import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodeError } from '../errors.js';
import { Lock, REMEDY } from './lock-file.js';
import { readJson } from './read-json.js';
import { shownPath } from './shown-path.js';

/** A package as it is installed. */
export interface Installed {
  /** name@version; of an alias with the name of what is behind it, of what is from no registry with what it was made of. */
  readonly label: string;
  /** The folders of what it depends on. */
  readonly dependencies: readonly string[];
}

/** Names the packages that files under node_modules belong to, with all that these depend on, as they are installed. */
export class ExternalVersions {
  readonly #locks = new Map<string, Lock | null>();
  readonly #trees = new Map<string, ReadonlyMap<string, Installed>>();

  /**
   * The package of a file and every package below it, by folder. Packages of types alone are left out.
   *
   * @throws {CodeError} if the lock file has a package of this name in another version, or where none is installed.
   */
  treeOf(url: string): ReadonlyMap<string, Installed> {
    const folder = folderOfPackage(url);
    const known = this.#trees.get(folder);
    if (known !== undefined) return known;
    const tree = new Map<string, Installed>();
    this.#collect(folder, tree);
    this.#trees.set(folder, tree);
    return tree;
  }

  #collect(folder: string, tree: Map<string, Installed>): void {
    if (tree.has(folder)) return;
    const manifest = readJson<Manifest>(join(folder, 'package.json'));
    const name = nameOf(folder);
    const found: string[] = [];
    tree.set(folder, { label: this.#labelOf(folder, name, manifest), dependencies: found });
    if (manifest === null) return;
    this.#compareWithLock(folder, name, manifest);
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (dependency.startsWith('@types/')) continue;
      const at = folderOf(dependency, folder);
      if (at === null) this.#checkPlaces(folder, dependency);
      else if (tree.has(at) || !isOfOneMachine(at)) {
        found.push(at);
        this.#collect(at, tree);
      }
    }
  }

  #labelOf(folder: string, name: string, manifest: Manifest | null): string {
    const alias = manifest?.name === undefined || manifest.name === name ? '' : `npm:${manifest.name}@`;
    const source = this.#lockOf(folder)?.sourceOf(folder) ?? '';
    return `${name}@${alias}${manifest?.version ?? 'unknown'}${source === '' ? '' : `#${source}`}`;
  }

  #compareWithLock(folder: string, name: string, { version }: Manifest): void {
    const lock = this.#lockOf(folder);
    const locked = lock?.versionOf(folder, name);
    if (lock && locked !== undefined && locked !== version) {
      throw new CodeError(
        `${name}: ${version ?? 'no version'} is installed, ${shownPath(lock.file)} says ${locked}. ${REMEDY}`,
      );
    }
    const ahead = lock?.sourceAheadOf(folder);
    if (lock && ahead !== undefined) {
      throw new CodeError(
        `${name}: ${shownPath(lock.file)} has it from ${ahead}, which is not what is installed. ${REMEDY}`,
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
    // The nearest: a checkout may lie below the node_modules of another; installed packages bring no lock file.
    for (let at = folder.lastIndexOf(MARKER); at >= 0; at = at === 0 ? -1 : folder.lastIndexOf(MARKER, at - 1)) {
      const root = folder.slice(0, at);
      if (!this.#locks.has(root)) this.#locks.set(root, Lock.in(root));
      const lock = this.#locks.get(root);
      if (lock) return lock;
    }
    return undefined;
  }
}

/** The folder of the package that a file under node_modules belongs to. */
export function folderOfPackage(url: string): string {
  const path = fileURLToPath(url);
  const at = path.lastIndexOf(MARKER) + MARKER.length;
  const parts = path.slice(at).split(sep);
  return join(path.slice(0, at), ...parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1));
}

/** The name that a package in a folder of node_modules is imported by. */
export function nameOf(folder: string): string {
  return folder
    .slice(folder.lastIndexOf(MARKER) + MARKER.length)
    .split(sep)
    .join('/');
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
  readonly name?: string;
  readonly version?: string;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly libc?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
