import type { ExportNamedDeclaration, Pattern, Program } from 'acorn';
import { acornWalk } from './parser.js';

/** The names that an import takes, or all of them. */
export type Names = ReadonlySet<string> | typeof ALL;
export const ALL = 'all';

/** What a module imports and exports, from where by the words that stand there. */
export interface Links {
  /** What it imports for itself: from where, and the names it takes. */
  readonly imports: readonly { readonly from: string; readonly names: readonly string[] | typeof ALL }[];
  /** `export { imported as exported } from 'from'`. */
  readonly reexports: readonly { readonly from: string; readonly imported: string; readonly exported: string }[];
  /** `export * from '...'`. */
  readonly stars: readonly string[];
  /** The names it declares and exports itself. */
  readonly exports: readonly string[];
  /** True if there is nothing in it but re-exports. */
  readonly barrel: boolean;
}

export function linksOf(program: Program): Links {
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
      imports.push({ from: String(statement.source.value), names: whole ? ALL : [...new Set(names)] });
    } else if (statement.type === 'ExportAllDeclaration') {
      const from = String(statement.source.value);
      if (statement.exported) reexports.push({ from, imported: '*', exported: nameOf(statement.exported) });
      else stars.push(from);
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source) {
      const from = String(statement.source.value);
      for (const specifier of statement.specifiers) {
        reexports.push({ from, imported: nameOf(specifier.local), exported: nameOf(specifier.exported) });
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const name of exportedNames(statement)) exports.add(name);
      if (exports.size > 0) barrel = false;
    } else {
      barrel = false;
      if (statement.type === 'ExportDefaultDeclaration') exports.add('default');
    }
  }
  return { imports, reexports, stars, exports: [...exports], barrel };
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
    acornWalk().simple(id, { Pattern: bind });
  }
  return names;
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? String(node.name) : String(node.value);
}
