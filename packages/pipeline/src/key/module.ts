import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ExportNamedDeclaration, type NewExpression, type Pattern, type Program, parse } from 'acorn';
import { simple } from 'acorn-walk';
import { resolve as resolveSpecifier } from 'import-meta-resolve';
import type { Digest } from '../records.js';

/** The names that an import takes, or all of them. */
export type Names = ReadonlySet<string> | typeof ALL;
export const ALL = 'all';

/** One file of a module closure: what it holds, as a digest, and what it reaches. */
export interface Module {
  readonly digest: Digest;
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
}

/**
 * Reads a JavaScript module, or any other file as an asset.
 *
 * @throws {Error} naming the file that cannot be read, parsed or resolved.
 */
export function readModule(url: string): Module {
  const file = fileURLToPath(url);
  try {
    return /\.m?js$/.test(file) ? parseModule(readFileSync(file, 'utf8'), url) : asset(readFileSync(file));
  } catch (error) {
    throw new Error(`code of a stage: ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function asset(bytes: Uint8Array): Module {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { digest, imports: [], reexports: [], stars: [], exports: new Set(), barrel: false };
}

/** The digest is over the tokens as written, and over the semicolons that line breaks stand for. */
function parseModule(source: string, url: string): Module {
  const hash = createHash('sha256');
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onToken: ({ start, end }) => hash.update(`${source.slice(start, end)}\u0000`),
    onInsertedSemicolon: () => hash.update('\u0001'),
  });
  return { ...linksOf(program, url), digest: hash.digest('hex') };
}

function linksOf(program: Program, url: string): Omit<Module, 'digest'> {
  const imports: Module['imports'][number][] = [];
  const reexports: Module['reexports'][number][] = [];
  const stars: string[] = [];
  const exports = new Set<string>();
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
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const name of exportedNames(statement)) exports.add(name);
      if (exports.size > 0) barrel = false;
    } else {
      barrel = false;
      if (statement.type === 'ExportDefaultDeclaration') exports.add('default');
    }
  }
  const reach = (target: string | null): void => {
    if (target !== null) imports.push({ url: target, names: ALL });
  };
  simple(program, {
    ImportExpression: ({ source }) => reach(source.type === 'Literal' ? optional(source.value, url) : null),
    NewExpression: (node) => reach(assetOf(node, url)),
  });
  return { imports, reexports, stars, exports, barrel };
}

function exportedNames({ declaration, specifiers }: ExportNamedDeclaration): string[] {
  const names = specifiers.map((specifier) => nameOf(specifier.exported));
  if (!declaration) return names;
  if (declaration.type !== 'VariableDeclaration') return [...names, declaration.id.name];
  const bind = (pattern: Pattern): void => {
    if (pattern.type === 'Identifier') names.push(pattern.name);
  };
  for (const { id } of declaration.declarations) {
    bind(id);
    simple(id, { Pattern: bind });
  }
  return names;
}

/** The file of `new URL('./x', import.meta.url)`, or null for any other node, and for what is no file. */
function assetOf(node: NewExpression, url: string): string | null {
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return null;
  const [path, base] = node.arguments;
  if (path?.type !== 'Literal' || typeof path.value !== 'string') return null;
  if (base?.type !== 'MemberExpression' || base.object.type !== 'MetaProperty') return null;
  const target = new URL(path.value, url);
  if (target.protocol !== 'file:') return null;
  return statSync(target, { throwIfNoEntry: false })?.isFile() ? target.href : null;
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? String(node.name) : String(node.value);
}

/** Links of the workspace under node_modules are followed to where the files are. */
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
