import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyNode, type CallExpression, getLineInfo, type Program, type Property } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { resolved } from './resolved.js';

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

/** What a module reads besides what its statements import. */
export interface Reads {
  /** Files, as URLs: WASM, data, code of other threads; what `import()`, `createRequire` and `import.meta.resolve` name. */
  readonly files: readonly string[];
  /** Files that are named but not there, as URLs. */
  readonly absent: readonly string[];
  readonly unseen: readonly Unseen[];
}

/**
 * What a module reads in other ways than by a statement that imports it, and every place where its code alone does not say
 * what: a name that is computed, its own place taken apart, a variable of the environment.
 *
 * @param url       of the module
 * @param commonJs  whether it has `require`, `__dirname` and `__filename`
 */
export function readsOf(program: Program, source: string, url: string, commonJs: boolean): Reads {
  if (!MAY_READ.test(source)) return { files: [], absent: [], unseen: [] };
  const reader = new Reader(source, url, commonJs);
  fullAncestor(program, (node, _, ancestors) => reader.learn(node, ancestors));
  const found: Found[] = [];
  // What stands in a pattern, such as the x of `const { x } = y`, only names something.
  fullAncestor(program, (node, _, ancestors, type) => {
    if (type !== 'VariablePattern') found.push(...reader.look(node, ancestors));
  });
  return {
    files: found.flatMap((each) => ('file' in each ? [each.file] : [])),
    absent: found.flatMap((each) => ('absent' in each ? [each.absent] : [])),
    unseen: found.flatMap((each) => ('unseen' in each ? [each.unseen] : [])),
  };
}

/** Without one of these words there is nothing to find. */
const MAY_READ = /import\s*\.\s*meta|import\s*\(|createRequire|require|process|__dirname|__filename/;

type Found = { readonly file: string } | { readonly absent: string } | { readonly unseen: Unseen };

class Reader {
  /** Names of what `createRequire` gives, of its `resolve`, of `process` and of its `env`. */
  readonly #requires: Set<string>;
  readonly #resolves = new Set<string>();
  readonly #processes = new Set(['process']);
  readonly #environments = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly url: string,
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

  look(node: AnyNode, ancestors: readonly AnyNode[]): readonly Found[] {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') return this.#meta(useOf(ancestors));
    if (node.type === 'ImportExpression') return this.#reach(node, node.source, (name) => resolved(name, this.url));
    if (isCreateRequire(node)) return this.#required(node, useOf(ancestors));
    if (isGlobalProcess(node)) return this.#process(useOf(ancestors));
    if (node.type !== 'Identifier' || isName(ancestors.at(-2))) return [];
    return this.#named(node.name, useOf(ancestors));
  }

  #meta({ path, call, top, parent }: Use): readonly Found[] {
    if (path.length === 1 && path[0] === 'resolve' && call !== null) {
      return this.#reach(call, call.arguments[0], (name) => resolved(name, this.url));
    }
    if (path.length !== 1 || path[0] !== 'url' || call !== null || parent === undefined) {
      return this.#unseen('file', parent ?? top);
    }
    // How a stage says where it is.
    if (parent.type === 'Property' && parent.value === top && nameOf(parent.key) === 'module') return [];
    if (isCreateRequire(parent)) return [];
    const isAsset =
      parent.type === 'NewExpression' &&
      parent.callee.type === 'Identifier' &&
      parent.callee.name === 'URL' &&
      parent.arguments[1] === top;
    return isAsset ? this.#asset(textOf(parent.arguments[0]), parent) : this.#unseen('file', parent);
  }

  /** The file of `new URL('./x', import.meta.url)`. */
  #asset(path: string | null, node: AnyNode): readonly Found[] {
    if (path === null) return this.#unseen('file', node);
    const target = new URL(path, this.url);
    if (target.protocol !== 'file:') return [];
    const found = statSync(target, { throwIfNoEntry: false });
    if (found === undefined) return [{ absent: target.href }];
    return found.isFile() ? [{ file: target.href }] : this.#unseen('file', node);
  }

  /** What becomes of the function that `createRequire` gives. */
  #required(node: CallExpression, use: Use): readonly Found[] {
    const [place] = node.arguments;
    const here = place !== undefined && this.source.slice(place.start, place.end) === 'import.meta.url';
    if (!here) return this.#unseen('file', node);
    const { parent, top } = use;
    if (parent?.type !== 'VariableDeclarator' || top !== node) return this.#requireUsed(use);
    const known = parent.id.type === 'Identifier' || patternOf(parent).every(({ key }) => nameOf(key) === 'resolve');
    return known ? [] : this.#unseen('file', parent);
  }

  #named(name: string, use: Use): readonly Found[] {
    if (this.#requires.has(name)) return this.#requireUsed(use);
    if (this.#resolves.has(name)) return this.#requireUsed({ ...use, path: ['resolve', ...use.path] });
    if (this.#environments.has(name)) return this.#process({ ...use, path: ['env', ...use.path] });
    if (this.#processes.has(name)) return this.#process(use);
    const isPlace = this.commonJs && (name === '__dirname' || name === '__filename');
    return isPlace ? this.#unseen('file', use.parent ?? use.top) : [];
  }

  /** `require('x')` or `require.resolve('x')`. */
  #requireUsed({ path, call, top, parent }: Use): readonly Found[] {
    const known = path.length === 0 || (path.length === 1 && path[0] === 'resolve');
    if (!known || call === null) return this.#unseen('file', parent ?? top);
    return this.#reach(call, call.arguments[0], (name) => {
      const found = createRequire(this.url).resolve(name);
      return isAbsolute(found) ? pathToFileURL(found).href : `node:${name}`;
    });
  }

  /** What is read from the environment: one variable, several taken apart, or who knows what. */
  #process({ path: [first, variable], top, parent }: Use): readonly Found[] {
    if (first === undefined) {
      const harmless = parent?.type === 'UnaryExpression' && parent.operator === 'typeof';
      return harmless ? [] : this.#unseen('variable', parent ?? top);
    }
    if (first === null) return this.#unseen('variable', top);
    if (first !== 'env') return [];
    if (variable !== undefined) return this.#unseen('variable', top, variable);
    if (parent?.type === 'VariableDeclarator' && patternOf(parent).length > 0 && !hasRest(parent)) {
      return patternOf(parent).flatMap(({ key }) => this.#unseen('variable', parent, nameOf(key)));
    }
    return this.#unseen('variable', parent ?? top);
  }

  /** What is named may be a package that is not installed: an optional one, which then gives nothing. */
  #reach(node: AnyNode, named: AnyNode | undefined, resolve: (name: string) => string): readonly Found[] {
    const name = textOf(named);
    if (name === null) return this.#unseen('file', node);
    try {
      return [{ file: resolve(name) }];
    } catch {
      return [];
    }
  }

  #unseen(kind: Unseen['kind'], node: AnyNode, variable: string | null = null): readonly Found[] {
    const { line, column } = getLineInfo(this.source, node.start);
    const text = this.source.slice(node.start, node.end).replace(/\s+/g, ' ');
    return [{ unseen: { kind, variable, text: text.length > 80 ? `${text.slice(0, 77)}...` : text, line, column } }];
  }
}

/** How a value is used where it stands: `value.a.b(...)` has the path a, b, and is called. */
interface Use {
  /** Properties taken one after the other; null for one that is computed. */
  readonly path: readonly (string | null)[];
  readonly call: CallExpression | null;
  /** The whole expression, and what it stands in. */
  readonly top: AnyNode;
  readonly parent: AnyNode | undefined;
}

/** @param ancestors  from the program down to the value, included */
function useOf(ancestors: readonly AnyNode[]): Use {
  const path: (string | null)[] = [];
  let at = ancestors.length - 1;
  for (;;) {
    const parent = ancestors[at - 1];
    if (parent?.type === 'ChainExpression') at--;
    else if (parent?.type === 'MemberExpression' && parent.object === ancestors[at]) {
      path.push(propertyOf(parent));
      at--;
    } else {
      const call = parent?.type === 'CallExpression' && parent.callee === ancestors[at] ? parent : null;
      return { path, call, top: ancestors[at]!, parent };
    }
  }
}

function isCreateRequire(node: AnyNode): node is CallExpression {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type === 'MemberExpression') return propertyOf(callee) === 'createRequire';
  return callee.type === 'Identifier' && callee.name === 'createRequire';
}

/** `globalThis.process`. */
function isGlobalProcess(node: AnyNode): boolean {
  if (node.type !== 'MemberExpression' || propertyOf(node) !== 'process') return false;
  return node.object.type === 'Identifier' && /^global(This)?$/.test(node.object.name);
}

/** Whether an identifier only names something here, instead of taking its value. */
function isName(parent: AnyNode | undefined): boolean {
  return parent !== undefined && /^(Import|Export)\w*Specifier$/.test(parent.type);
}

function propertyOf(node: AnyNode & { type: 'MemberExpression' }): string | null {
  return node.computed ? textOf(node.property) : nameOf(node.property);
}

/** The properties of `const { a, b: c } = ...`. */
function patternOf(node: AnyNode & { type: 'VariableDeclarator' }): readonly Pick<Property, 'key' | 'value'>[] {
  if (node.id.type !== 'ObjectPattern') return [];
  return node.id.properties.flatMap((each) => (each.type === 'Property' ? [each as never as Property] : []));
}

function hasRest(node: AnyNode & { type: 'VariableDeclarator' }): boolean {
  return node.id.type === 'ObjectPattern' && node.id.properties.some((each) => each.type === 'RestElement');
}

/** The text of a literal, also of a template that nothing is put into; null for what is computed. */
function textOf(node: AnyNode | null | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]!.value.cooked ?? null;
  return null;
}

function nameOf(node: AnyNode): string | null {
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : textOf(node);
}
