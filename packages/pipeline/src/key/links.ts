import type { ExportNamedDeclaration, Pattern, Program } from 'acorn';
import { simple } from 'acorn-walk';
import { resolved } from './resolved.js';

/** The names that an import takes, or all of them. */
export type Names = ReadonlySet<string> | typeof ALL;
export const ALL = 'all';

/** What a module imports and exports. */
export interface Links {
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

export const NO_LINKS: Links = { imports: [], reexports: [], stars: [], exports: new Set(), barrel: false };

/** @throws {Error} if what it imports cannot be resolved. */
export function linksOf(program: Program, url: string): Links {
  const imports: Links['imports'][number][] = [];
  const reexports: Links['reexports'][number][] = [];
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
      imports.push({ url: resolved(String(statement.source.value), url), names: whole ? ALL : new Set(names) });
    } else if (statement.type === 'ExportAllDeclaration') {
      const target = resolved(String(statement.source.value), url);
      if (statement.exported) reexports.push({ url: target, imported: '*', exported: nameOf(statement.exported) });
      else stars.push(target);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      const target = resolved(String(statement.source.value), url);
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

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? String(node.name) : String(node.value);
}
