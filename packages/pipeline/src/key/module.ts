import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Digest } from '../records.js';
import type { Analyses } from './analyses.js';
import { ALL, type Links, type Names } from './links.js';
import { resolved } from './resolved.js';
import type { Read, Unseen } from './unseen.js';

/** One file of a module closure: what it holds, as a digest, and, as URLs, what it imports and what else it reads. */
export interface Module {
  readonly digest: Digest;
  /** SHA-256 of its bytes: what counts of a module that is opened as a file. */
  readonly bytes: Digest;
  /** The text of an ES module, which worker threads execute as it is here; null for any other file. */
  readonly source: string | null;
  /** What it imports for itself: target and the names it takes. */
  readonly imports: readonly { readonly url: string; readonly names: Names }[];
  /** `export { imported as exported } from url`. */
  readonly reexports: readonly { readonly url: string; readonly imported: string; readonly exported: string }[];
  /** `export * from url`. */
  readonly stars: readonly string[];
  /** The names it declares and exports itself. */
  readonly exports: ReadonlySet<string>;
  /** True if there is nothing in it but re-exports. */
  readonly barrel: boolean;
  /** Files that `new URL` and resolving name: WASM, data, code of other threads and processes. */
  readonly files: readonly string[];
  /** Files that are named but not there. */
  readonly absent: readonly string[];
  readonly unseen: readonly Unseen[];
  /** What the words lead to by which it imports: worker threads go by it. */
  readonly targets: ReadonlyMap<string, string>;
  /** Whether it requires by names that its package.json may lead elsewhere: where, threads find out themselves. */
  readonly requires: boolean;
}

/**
 * Reads a JavaScript module, or any other file as an asset.
 *
 * @param commonJs  whether a file that ends in .js is no ES module unless it imports or exports something
 * @throws {Error} naming the file that cannot be read, parsed or resolved.
 */
export function readModule(url: string, commonJs: boolean, analyses: Analyses): Module {
  const file = fileURLToPath(url);
  try {
    const contents = readFileSync(file);
    const bytes = createHash('sha256').update(contents).digest('hex');
    if (!/\.[cm]?[jt]s$/.test(file)) return asset(bytes);
    const text = contents.toString('utf8');
    const mayBeScript = /\.c[jt]s$/.test(file) || (commonJs && /\.js$/.test(file));
    return codeModule(/ts$/.test(file) ? withoutTypes(text) : text, { url, bytes, mayBeScript }, analyses);
  } catch (error) {
    throw new Error(`code of a stage: ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function asset(bytes: Digest): Module {
  const links = { imports: [], reexports: [], stars: [], exports: new Set<string>(), barrel: false };
  return {
    ...links,
    digest: bytes,
    bytes,
    files: [],
    absent: [],
    unseen: [],
    source: null,
    targets: new Map(),
    requires: false,
  };
}

function codeModule(
  source: string,
  { url, bytes, mayBeScript }: { readonly url: string; readonly bytes: Digest; readonly mayBeScript: boolean },
  analyses: Analyses,
): Module {
  const { digest, isScript, reads, ...written } = analyses.of(source, mayBeScript);
  const targets = new Map<string, string>();
  const target = (name: string): string => {
    const found = targets.get(name) ?? resolved(name, url);
    targets.set(name, found);
    return found;
  };
  const links = resolvedLinks(written, target);
  const found = reads.map((read) => reached(read, url, target));
  const modules = found.flatMap((each) => each.module ?? []);
  const files = found.flatMap((each) => each.file ?? []);
  const unseen = found.flatMap((each) => each.unseen ?? []);
  return {
    ...links,
    imports: [...links.imports, ...modules.map((each) => ({ url: each, names: ALL }) as const)],
    // Whatever else a module reads is something that it does.
    barrel: written.barrel && modules.length + files.length + unseen.length === 0 && !isScript,
    files,
    absent: found.flatMap((each) => each.absent ?? []),
    unseen,
    digest,
    bytes,
    source: isScript ? null : source,
    targets,
    requires: reads.some((read) => read.by === 'require'),
  };
}

/** The URL that a name leads to. @throws {Error} if there is none. */
type Resolve = (name: string) => string;

type ResolvedLinks = Pick<Module, 'imports' | 'reexports' | 'stars' | 'exports'>;

function resolvedLinks({ imports, reexports, stars, exports }: Links, target: Resolve): ResolvedLinks {
  return {
    imports: imports.map(({ from, names }) => ({
      url: target(from),
      names: names === ALL ? ALL : new Set(names),
    })),
    reexports: reexports.map(({ from, ...names }) => ({ url: target(from), ...names })),
    stars: stars.map(target),
    exports: new Set(exports),
  };
}

/** What a read leads to, from where the module lies. */
interface Reached {
  readonly module?: string;
  readonly file?: string;
  readonly absent?: string;
  readonly unseen?: Unseen;
}

function reached(read: Read, url: string, target: Resolve): Reached {
  if (read.by === 'unseen') return { unseen: read.unseen };
  if (read.by === 'url') {
    const target = new URL(read.path, url);
    if (target.protocol !== 'file:') return {};
    const found = statSync(target, { throwIfNoEntry: false });
    if (found === undefined) return { absent: target.href };
    return found.isFile() ? { file: target.href } : { unseen: read.ofFolder };
  }
  try {
    return { [read.as]: read.by === 'import' ? target(read.name) : required(read.name, url) };
  } catch {
    // A package that is not installed: an optional one, which then gives nothing.
    return {};
  }
}

function required(name: string, url: string): string {
  const found = createRequire(url).resolve(name);
  return isAbsolute(found) ? pathToFileURL(found).href : `node:${name}`;
}

/** TypeScript as Node executes it where it does: without its types. @throws {Error} on a Node that does not. */
function withoutTypes(source: string): string {
  const { stripTypeScriptTypes } = nodeModule as { stripTypeScriptTypes?: (source: string) => string };
  if (stripTypeScriptTypes === undefined) throw new Error('is TypeScript, which this Node does not execute; build it.');
  return stripTypeScriptTypes(source);
}
