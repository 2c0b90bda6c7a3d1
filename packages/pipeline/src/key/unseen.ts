import type { AnyNode, CallExpression, Program } from 'acorn';
import { acorn, acornWalk } from './parser.js';
import {
  hasRest,
  isCreateRequire,
  isGlobalProcess,
  isImported,
  isOfMachine,
  isProcessModule,
  isStage,
  isTypeof,
  makesCode,
  nameOf,
  partOf,
  patternOf,
  readsFromElsewhere,
  takesApart,
  takesPlace,
  textOf,
  type Use,
  useOf,
} from './syntax.js';

/** A place in the code of a module that reads what no key sees. */
export interface Unseen {
  readonly kind: 'file' | 'variable';
  /** The environment variable; null where the code does not say which. */
  readonly variable: string | null;
  /** The code, on one line. */
  readonly text: string;
  /** In the file as it is executed: line from 1, column from 0. */
  readonly line: number;
  readonly column: number;
}

/** What a module reads besides what its statements import, by the words that stand there. */
export type Read =
  /** Names a module, to be imported or required, or a file, by resolving: not there if it is an optional package. */
  | { readonly by: 'import' | 'require'; readonly as: 'module' | 'file'; readonly name: string }
  /** `new URL('path', import.meta.url)`: names a file, WASM, data, code of other threads; a folder is not seen. */
  | { readonly by: 'url'; readonly path: string; readonly ofFolder: Unseen }
  | { readonly by: 'unseen'; readonly unseen: Unseen };

/**
 * What a module reads in other ways than by a statement that imports it, and every place where its code alone does not say
 * what: a name that is computed, its own place taken apart, a variable of the environment.
 *
 * @param commonJs  whether it has `require`, `__dirname` and `__filename`
 */
export function readsOf(program: Program, source: string, commonJs: boolean): readonly Read[] {
  const reader = new Reader(source, commonJs);
  acornWalk().fullAncestor(program, (node, _, ancestors) => reader.learn(node, ancestors));
  const found: Read[] = [];
  // What stands in a pattern, such as the x of `const { x } = y`, only names something.
  acornWalk().fullAncestor(program, (node, _, ancestors, type) => {
    if (type !== 'VariablePattern') found.push(...reader.look(node, ancestors));
  });
  return found;
}

class Reader {
  /** Names of what `createRequire` gives, of its `resolve`, of `process` and of its `env`. */
  readonly #requires: Set<string>;
  readonly #resolves = new Set<string>();
  readonly #processes = new Set(['process']);
  readonly #environments = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly commonJs: boolean,
  ) {
    this.#requires = new Set(commonJs ? ['require'] : []);
  }

  /** Learns the names by which this module calls what reads. */
  learn(node: AnyNode, ancestors: readonly AnyNode[]): void {
    if (node.type === 'ImportDeclaration' && /^(node:)?process$/.test(String(node.source.value))) {
      for (const specifier of node.specifiers) {
        const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
        if (name === 'default') this.#processes.add(specifier.local.name);
        if (name === 'env') this.#environments.add(specifier.local.name);
      }
    }
    const parent = ancestors.at(-2);
    if (!isCreateRequire(node) || parent?.type !== 'VariableDeclarator') return;
    if (parent.id.type === 'Identifier') this.#requires.add(parent.id.name);
    for (const property of patternOf(parent)) {
      if (property.value.type === 'Identifier') this.#resolves.add(property.value.name);
    }
  }

  look(node: AnyNode, ancestors: readonly AnyNode[]): readonly Read[] {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') return this.#meta(useOf(ancestors));
    if (node.type === 'ImportExpression') return this.#imported(node);
    if (isCreateRequire(node)) return this.#required(node, useOf(ancestors));
    if (isGlobalProcess(node)) return this.#process(useOf(ancestors));
    if (takesApart(node)) return this.#unseen(/process/.test(this.#textOf(node)) ? 'variable' : 'file', node);
    if (makesCode(node) || readsFromElsewhere(node) || takesPlace(node)) return this.#unseen('file', node);
    if (node.type === 'ImportDeclaration' && isOfMachine(node.source)) return this.#unseen('file', node);
    if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') return this.#exported(node);
    if (node.type !== 'Identifier' || isImported(ancestors.at(-2))) return [];
    return this.#named(node.name, useOf(ancestors));
  }

  /** What reads must not leave the module under another name: who takes it reads what is not seen there. */
  #exported(node: AnyNode & { type: 'ExportNamedDeclaration' | 'ExportAllDeclaration' }): readonly Read[] {
    if (node.source && isProcessModule(node.source)) return this.#unseen('variable', node);
    if (node.source && isOfMachine(node.source)) return this.#unseen('file', node);
    if (node.type === 'ExportAllDeclaration') return [];
    const specifiers = node.source ? [] : node.specifiers.map(({ local }) => nameOf(local) ?? '');
    const declared = node.declaration?.type === 'VariableDeclaration' ? node.declaration.declarations : [];
    const names = [...specifiers, ...declared.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))];
    if (names.some((name) => this.#requires.has(name) || this.#resolves.has(name))) return this.#unseen('file', node);
    const reads = names.some((name) => this.#processes.has(name) || this.#environments.has(name));
    return reads ? this.#unseen('variable', node) : [];
  }

  /** `import('./x.js')`; what is imported of the process so is not followed. */
  #imported(node: AnyNode & { type: 'ImportExpression' }): readonly Read[] {
    return this.#reach('import', 'module', node, node.source);
  }

  #meta({ path, call, top, parent, above }: Use): readonly Read[] {
    if (path.length === 1 && path[0] === 'resolve' && call !== null) {
      return this.#reach('import', 'file', call, call.arguments[0]);
    }
    if (path.length !== 1 || path[0] !== 'url' || call !== null || parent === undefined) {
      return this.#unseen('file', parent ?? top);
    }
    // How a stage says where it is.
    if (parent.type === 'Property' && parent.value === top && nameOf(parent.key) === 'module' && isStage(above))
      return [];
    if (isCreateRequire(parent)) return [];
    const isAsset =
      parent.type === 'NewExpression' &&
      parent.callee.type === 'Identifier' &&
      parent.callee.name === 'URL' &&
      parent.arguments[1] === top;
    if (!isAsset) return this.#unseen('file', parent);
    const part = partOf(parent, above);
    return part === null ? this.#asset(textOf(parent.arguments[0]), parent) : this.#unseen('file', part);
  }

  /** The file of `new URL('./x', import.meta.url)`. */
  #asset(path: string | null, node: AnyNode): readonly Read[] {
    return path === null ? this.#unseen('file', node) : [{ by: 'url', path, ofFolder: this.#place('file', node) }];
  }

  /** What becomes of the function that `createRequire` gives. */
  #required(node: CallExpression, use: Use): readonly Read[] {
    const [place] = node.arguments;
    const here = place !== undefined && this.source.slice(place.start, place.end) === 'import.meta.url';
    if (!here) return this.#unseen('file', node);
    const { parent, top } = use;
    if (parent?.type !== 'VariableDeclarator' || top !== node) return this.#requireUsed(use);
    const known = parent.id.type === 'Identifier' || patternOf(parent).every(({ key }) => nameOf(key) === 'resolve');
    return known ? [] : this.#unseen('file', parent);
  }

  #named(name: string, use: Use): readonly Read[] {
    if (this.#requires.has(name)) return this.#requireUsed(use);
    if (this.#resolves.has(name)) return this.#requireUsed({ ...use, path: ['resolve', ...use.path] });
    if (this.#environments.has(name)) return this.#process({ ...use, path: ['env', ...use.path] });
    if (this.#processes.has(name)) return this.#process(use);
    // What is taken of all that is global must be named.
    const isGlobal = name === 'globalThis' || name === 'global';
    if (use.path.length === 0 && isTypeof(use.parent)) return [];
    if (isGlobal && typeof use.path[0] !== 'string') return this.#unseen('variable', use.parent ?? use.top);
    if (!this.commonJs) return [];
    const isPlace = name === '__dirname' || name === '__filename';
    const isModule = name === 'module' && use.path[0] !== 'exports';
    return isPlace || isModule ? this.#unseen('file', use.parent ?? use.top) : [];
  }

  /** `require('x')` or `require.resolve('x')`. */
  #requireUsed({ path, call, top, parent }: Use): readonly Read[] {
    const known = path.length === 0 || (path.length === 1 && path[0] === 'resolve');
    if (!known || call === null) return this.#unseen('file', parent ?? top);
    return this.#reach('require', path.length === 0 ? 'module' : 'file', call, call.arguments[0]);
  }

  /** What is read from the environment: one variable, several taken apart, or who knows what. */
  #process({ path, top, parent }: Use): readonly Read[] {
    const [first, variable] = path[0] === 'default' ? path.slice(1) : path;
    if (first === undefined) return isTypeof(parent) ? [] : this.#unseen('variable', parent ?? top);
    if (first === null || first === 'loadEnvFile') return this.#unseen('variable', top);
    if (/^(getBuiltinModule|binding|dlopen|chdir)$/.test(first)) return this.#unseen('file', parent ?? top);
    if (first !== 'env') return [];
    if (variable !== undefined) return this.#unseen('variable', top, variable);
    if (parent?.type === 'VariableDeclarator' && patternOf(parent).length > 0 && !hasRest(parent)) {
      return patternOf(parent).flatMap(({ key }) => this.#unseen('variable', parent, nameOf(key)));
    }
    return this.#unseen('variable', parent ?? top);
  }

  #reach(by: 'import' | 'require', as: 'module' | 'file', node: AnyNode, named: AnyNode | undefined): readonly Read[] {
    const name = textOf(named);
    if (named && isProcessModule(named)) return this.#unseen('variable', node);
    if (named && isOfMachine(named)) return this.#unseen('file', node);
    return name === null ? this.#unseen('file', node) : [{ by, as, name }];
  }

  #textOf(node: AnyNode): string {
    return this.source.slice(node.start, node.end).replace(/\s+/g, ' ');
  }

  #unseen(kind: Unseen['kind'], node: AnyNode, variable: string | null = null): readonly Read[] {
    return [{ by: 'unseen', unseen: this.#place(kind, node, variable) }];
  }

  #place(kind: Unseen['kind'], node: AnyNode, variable: string | null = null): Unseen {
    const { line, column } = acorn().getLineInfo(this.source, node.start);
    const text = this.#textOf(node);
    return { kind, variable, text: text.length > 80 ? `${text.slice(0, 77)}...` : text, line, column };
  }
}
