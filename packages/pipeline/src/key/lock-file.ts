import { dirname, join, relative, sep } from 'node:path';
import { CodeError } from '../errors.js';
import { readJson } from './read-json.js';
import { shownPath } from './shown-path.js';

/** What a lock file says is where. */
export class Lock {
  readonly #versions = new Map<string, string>();
  readonly #places = new Map<string, string[]>();

  readonly #sources = new Map<string, string>();
  readonly #installed: NonNullable<Lockfile['packages']>;

  /** Of a workspace, if it has one. @throws {CodeError} if it cannot be read. */
  static in(root: string): Lock | null {
    for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
      const packages = lockfile(join(root, name))?.packages;
      if (packages !== undefined) return new Lock(root, join(root, name), packages);
    }
    return null;
  }

  private constructor(
    readonly root: string,
    readonly file: string,
    packages: NonNullable<Lockfile['packages']>,
  ) {
    this.#installed = lockfile(join(root, 'node_modules', '.package-lock.json'))?.packages ?? {};
    for (const [place, { version, optional, dev, devOptional, ...locked }] of Object.entries(packages)) {
      const at = place.lastIndexOf('node_modules/');
      if (version === undefined || at < 0) continue;
      const source = sourceOf(locked);
      if (source !== undefined) this.#sources.set(place, source);
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
      const version = this.#versions.get(this.#placeOf(place));
      if (version !== undefined) return version;
    }
    return undefined;
  }

  /** What a package in a folder was made of, as it was installed, if it came from no registry. */
  sourceOf(folder: string): string | undefined {
    const place = this.#placeOf(folder);
    const installed = this.#installed[place];
    return installed === undefined ? this.#sources.get(place) : sourceOf(installed);
  }

  /** What the lock file has in a folder from no registry, if that is not what is installed. */
  sourceAheadOf(folder: string): string | undefined {
    const place = this.#placeOf(folder);
    const [locked, installed] = [this.#sources.get(place), this.#installed[place]];
    return installed !== undefined && locked !== undefined && locked !== sourceOf(installed) ? locked : undefined;
  }

  #placeOf(folder: string): string {
    return relative(this.root, folder).split(sep).join('/');
  }

  placesOf(name: string): readonly string[] {
    return this.#places.get(name) ?? [];
  }
}

export const REMEDY = 'Run npm ci, so that what runs is what the lock file says.';

/** A commit, or the digest of a file; nothing of what a registry has, which keeps to a version for good. */
function sourceOf({ resolved, integrity }: Pick<Locked, 'resolved' | 'integrity'>): string | undefined {
  if (resolved === undefined || /\/-\/[^/]+\.tgz$/.test(resolved)) return undefined;
  return resolved.startsWith('git') ? resolved : (integrity ?? resolved);
}

/** @throws {CodeError} if it is no JSON, as where two versions of it wait to be merged. */
function lockfile(file: string): Lockfile | null {
  try {
    return readJson<Lockfile>(file);
  } catch (error) {
    throw new CodeError(`${shownPath(file)}: cannot be read: ${(error as Error).message}. ${REMEDY}`);
  }
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, Locked>>;
}

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly version?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}
