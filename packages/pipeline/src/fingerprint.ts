import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type AnyNode, type Program, parse, type Token } from 'acorn';
import { resolve as resolveSpecifier } from 'import-meta-resolve';
import type { Digest, Preimage } from './artifact-store.js';

export type CodeVersion = Preimage['code'];

/**
 * The code version of a stage: which modules its entry reaches and what stands in them.
 *
 * The closure is taken over the built JavaScript. A module of the workspace counts by the SHA-256 of its tokens, so that comments,
 * white space and types do not; a file that is reached as `new URL('./x.wasm', import.meta.url)` by the SHA-256 of its
 * bytes; an external package as name@version from the lock file. A module that only re-exports is looked through: of
 * `index.js` only the modules behind the imported names count.
 *
 * Reading is cached per instance, so one instance is one frozen picture of the code.
 */
export class CodeFingerprint {
  readonly #modules = new Map<string, Module>();
  readonly #versions = new Map<string, CodeVersion>();
  readonly #locks = new Map<string, Lockfile | null>();

  /** @throws {Error} if a module cannot be read, parsed or resolved. */
  codeVersion(entry: string): CodeVersion {
    const known = this.#versions.get(entry);
    if (known !== undefined) return known;
    const closure = new Closure((url) => this.#module(url));
    closure.visit(entry, ALL);
    const modules = Object.fromEntries(
      [...closure.hashed].map((url) => [displayPath(url), this.#module(url).digest] as const).sort(byFirst),
    );
    const externals = [...closure.externals].map((url) => this.#external(url));
    const version = { modules, externals: [...new Set(externals)].sort() };
    this.#versions.set(entry, version);
    return version;
  }

  #module(url: string): Module {
    const known = this.#modules.get(url);
    if (known !== undefined) return known;
    const module = url.endsWith('.js') || url.endsWith('.mjs') ? readModule(url) : readAsset(url);
    this.#modules.set(url, module);
    return module;
  }

  /** name@version of the package that a file under node_modules belongs to. */
  #external(url: string): string {
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

type Names = ReadonlySet<string> | typeof ALL;
const ALL = 'all';

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

interface Module {
  readonly digest: Digest;
  /** What it imports for itself: target and the names it takes. */
  readonly imports: readonly { readonly url: string; readonly names: Names }[];
  /** `export { imported as exported } from url`. */
  readonly reexports: readonly { readonly url: string; readonly imported: string; readonly exported: string }[];
  /** `export * from url`. */
  readonly stars: readonly string[];
  /** True if there is nothing in it but re-exports. */
  readonly barrel: boolean;
}

class Closure {
  readonly hashed = new Set<string>();
  readonly externals = new Set<string>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(private readonly read: (url: string) => Module) {}

  visit(url: string, names: Names): void {
    if (url.startsWith('node:')) return;
    if (url.includes('/node_modules/')) {
      this.externals.add(url);
      return;
    }
    const seen = this.#seen.get(url) ?? new Set();
    const fresh = names === ALL ? [ALL] : [...names].filter((name) => !seen.has(name));
    if (seen.has(ALL) || fresh.every((name) => seen.has(name))) return;
    for (const name of fresh) seen.add(name);
    this.#seen.set(url, seen);

    const module = this.read(url);
    if (module.barrel && names !== ALL) {
      for (const name of names) this.#lookThrough(module, name);
      return;
    }
    if (!module.barrel) this.hashed.add(url);
    for (const { url: target, names: taken } of module.imports) this.visit(target, taken);
    for (const { url: target, imported } of module.reexports)
      this.visit(target, imported === '*' ? ALL : new Set([imported]));
    for (const target of module.stars) this.visit(target, ALL);
  }

  #lookThrough(module: Module, name: string): void {
    const named = module.reexports.find((reexport) => reexport.exported === name);
    if (named !== undefined) {
      this.visit(named.url, named.imported === '*' ? ALL : new Set([named.imported]));
      return;
    }
    for (const target of module.stars) this.visit(target, new Set([name]));
  }
}

function readModule(url: string): Module {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const hash = createHash('sha256');
  const onToken = (token: Token): void => {
    hash.update(`${token.type.label}\u0000${tokenText(token)}\u0000`);
  };
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', onToken });
  return { digest: hash.digest('hex'), ...linksOf(program, url) };
}

function tokenText(token: Token): string {
  const { value } = token as Token & { readonly value?: unknown };
  if (typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value) {
    return `${String(value.pattern)}/${String(value.flags)}`;
  }
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}

function readAsset(url: string): Module {
  const digest = createHash('sha256')
    .update(readFileSync(fileURLToPath(url)))
    .digest('hex');
  return { digest, imports: [], reexports: [], stars: [], barrel: false };
}

function linksOf(program: Program, url: string): Omit<Module, 'digest'> {
  const imports: Module['imports'][number][] = [];
  const reexports: Module['reexports'][number][] = [];
  const stars: string[] = [];
  let barrel = true;
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      barrel = false;
      const names = statement.specifiers.map((specifier) => {
        if (specifier.type === 'ImportNamespaceSpecifier') return '*';
        return specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported);
      });
      const whole = names.length === 0 || names.includes('*');
      imports.push({ url: resolved(statement.source.value, url), names: whole ? ALL : new Set(names) });
    } else if (statement.type === 'ExportAllDeclaration') {
      const target = resolved(statement.source.value, url);
      if (statement.exported) reexports.push({ url: target, imported: '*', exported: nameOf(statement.exported) });
      else stars.push(target);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      const target = resolved(statement.source.value, url);
      for (const specifier of statement.specifiers) {
        reexports.push({ url: target, imported: nameOf(specifier.local), exported: nameOf(specifier.exported) });
      }
    } else if (
      !(statement.type === 'ExportNamedDeclaration' && !statement.declaration && statement.specifiers.length === 0)
    ) {
      barrel = false;
    }
  }
  visitNodes(program, (node) => {
    if (node.type === 'ImportExpression' && node.source.type === 'Literal') {
      const target = optional(node.source.value, url);
      if (target !== null) imports.push({ url: target, names: ALL });
    }
    const asset = assetOf(node, url);
    if (asset !== null) imports.push({ url: asset, names: ALL });
  });
  return { imports, reexports, stars, barrel };
}

/** The file of `new URL('./x', import.meta.url)`, or null for any other node, and for a file that does not exist. */
function assetOf(node: AnyNode, url: string): string | null {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return null;
  const [path, base] = node.arguments;
  if (path?.type !== 'Literal' || typeof path.value !== 'string') return null;
  if (base?.type !== 'MemberExpression' || base.object.type !== 'MetaProperty') return null;
  const asset = new URL(path.value, url);
  return existsSync(asset) ? asset.href : null;
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? String(node.name) : String(node.value);
}

function resolved(specifier: unknown, parent: string): string {
  const url = resolveSpecifier(String(specifier), parent);
  return url.startsWith('file:') ? pathToFileURL(realpathSync(fileURLToPath(url))).href : url;
}

/** A dynamic import may name a package that is not installed: an optional one. */
function optional(specifier: unknown, parent: string): string | null {
  try {
    return resolved(specifier, parent);
  } catch {
    return null;
  }
}

function visitNodes(node: unknown, see: (node: AnyNode) => void): void {
  if (Array.isArray(node)) {
    for (const child of node) visitNodes(child, see);
    return;
  }
  if (typeof node !== 'object' || node === null || !('type' in node)) return;
  see(node as AnyNode);
  for (const child of Object.values(node)) if (typeof child === 'object') visitNodes(child, see);
}

/** The source a built module came from, relative to the workspace: `packages/kl/src/layer.ts`. */
function displayPath(url: string): string {
  const file = fileURLToPath(url);
  const map = readJson<{ sources?: readonly string[] }>(`${file}.map`);
  const [source] = map?.sources ?? [];
  const origin = source === undefined ? file : join(dirname(file), source);
  return relative(workspaceOf(file), origin).split(sep).join('/');
}

/** The nearest folder above `file` whose package.json declares workspaces, else the nearest that has one. */
function workspaceOf(file: string): string {
  let nearest: string | null = null;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = readJson<{ workspaces?: unknown }>(join(folder, 'package.json'));
    if (manifest?.workspaces !== undefined) return folder;
    if (manifest !== null) nearest ??= folder;
    if (folder === dirname(folder)) return nearest ?? dirname(file);
  }
}

function readJson<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}
