import type { AnyNode, CallExpression, Property } from 'acorn';

/** How a value is used where it stands: `value.a.b(...)` has the path a, b, and is called. */
export interface Use {
  /** Properties taken one after the other; null for one that is computed. */
  readonly path: readonly (string | null)[];
  readonly call: CallExpression | null;
  /** The whole expression, and what it stands in. */
  readonly top: AnyNode;
  readonly parent: AnyNode | undefined;
  /** What that stands in, upwards. */
  readonly above: readonly AnyNode[];
}

/** @param ancestors  from the program down to the value, included */
export function useOf(ancestors: readonly AnyNode[]): Use {
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
      return { path, call, top: ancestors[at]!, parent, above: ancestors.slice(0, at - 1).reverse() };
    }
  }
}

export function isCreateRequire(node: AnyNode): node is CallExpression {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type === 'MemberExpression') return propertyOf(callee) === 'createRequire';
  return callee.type === 'Identifier' && callee.name === 'createRequire';
}

/** `globalThis.process`, or that of anything else. */
export function isGlobalProcess(node: AnyNode): boolean {
  return node.type === 'MemberExpression' && propertyOf(node) === 'process';
}

/** `const { process } = ...`, `const { createRequire } = ...` and what is renamed so. */
export function takesApart(node: AnyNode): boolean {
  if (node.type === 'ImportSpecifier') {
    return nameOf(node.imported) === 'createRequire' && node.local.name !== 'createRequire';
  }
  if (node.type !== 'ObjectPattern') return false;
  return node.properties.some(
    (each) => each.type === 'Property' && /^(process|createRequire)$/.test(nameOf(each.key) ?? ''),
  );
}

/** Code that is made of text: what it reads stands nowhere. */
export function makesCode(node: AnyNode): boolean {
  if (node.type === 'SequenceExpression') return isNamed(node.expressions.at(-1), /^(eval|Function)$/);
  if (node.type === 'MemberExpression') {
    return /^(eval|Function)$/.test(propertyOf(node) ?? '') && isNamed(node.object, /^(globalThis|global)$/);
  }
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  if (isNamed(node.callee, /^(eval|Function)$/)) return true;
  // A thread of a text.
  const [, options] = node.arguments;
  const names = options?.type === 'ObjectExpression' ? options.properties : [];
  return (
    isNamed(node.callee, /^Worker$/) && names.some((each) => each.type === 'Property' && nameOf(each.key) === 'eval')
  );
}

function isNamed(node: AnyNode | undefined, name: RegExp): boolean {
  return node?.type === 'Identifier' && name.test(node.name);
}

/** The path of anything but a file that is named there: `fileURLToPath(stage.module)`. */
export function takesPlace(node: AnyNode): boolean {
  if (node.type !== 'CallExpression' || !isNamed(node.callee, /^fileURLToPath$/)) return false;
  const [of] = node.arguments;
  return of?.type === 'MemberExpression' && propertyOf(of) === 'module';
}

/**
 * What takes the place of a named file apart, `dirname(fileURLToPath(new URL('./x', import.meta.url)))`, or puts something
 * to it; null if nothing does.
 *
 * @param above  what the URL stands in, upwards
 */
export function partOf(url: AnyNode, above: readonly AnyNode[]): AnyNode | null {
  let inner = url;
  for (const node of above) {
    if (node === url) continue;
    const isPath = node.type === 'CallExpression' && isNamed(node.callee, /^(fileURLToPath|String)$/);
    if (isPath || node.type === 'MemberExpression' || node.type === 'ChainExpression') inner = node;
    else if (node.type === 'TemplateLiteral' || node.type === 'BinaryExpression') return node;
    else if (node.type !== 'CallExpression') return null;
    else if (node.callee !== inner && !node.arguments.includes(inner as never)) return null;
    else return TAKES_APART.test(calledName(node) ?? '') ? node : null;
  }
  return null;
}

const TAKES_APART = /^(dirname|join|resolve|relative|parse|normalize|concat|replace|split|slice)$/;

function calledName({ callee }: CallExpression): string | null {
  return callee.type === 'MemberExpression' ? propertyOf(callee) : callee.type === 'Identifier' ? callee.name : null;
}

/** Modules of Node that tell of the machine, of other programs or of the network, or make code of texts. */
export function isOfMachine(node: AnyNode): boolean {
  return /^(node:)?(child_process|cluster|dgram|dns|http|http2|https|inspector|net|os|repl|tls|vm|wasi)(\/|$)/.test(
    textOf(node) ?? '',
  );
}

/** `new URL('./x', somewhere)`, where that is no address that stands there and not the place of this module. */
export function readsFromElsewhere(node: AnyNode): boolean {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return false;
  const [, base] = node.arguments;
  if (base === undefined || textOf(base) !== null) return false;
  return !(base.type === 'MemberExpression' && base.object.type === 'MetaProperty');
}

/** Whether an object is a stage, or goes straight into `defineStage`. */
export function isStage([object, around]: readonly AnyNode[]): boolean {
  if (object?.type !== 'ObjectExpression') return false;
  const call = around?.type === 'CallExpression' ? around.callee : undefined;
  if (call?.type === 'Identifier' && call.name === 'defineStage') return true;
  const names = object.properties.map((each) => (each.type === 'Property' ? nameOf(each.key) : null));
  return ['name', 'outputs', 'run'].every((name) => names.includes(name));
}

export function isProcessModule(node: AnyNode): boolean {
  return /^(node:)?process$/.test(textOf(node) ?? '');
}

/** `typeof x` tells of nothing what it is. */
export function isTypeof(node: AnyNode | undefined): boolean {
  return node?.type === 'UnaryExpression' && node.operator === 'typeof';
}

/** Whether an identifier only names something that is imported. */
export function isImported(parent: AnyNode | undefined): boolean {
  return parent !== undefined && /^(Import|Export)\w*Specifier$/.test(parent.type);
}

function propertyOf(node: AnyNode & { type: 'MemberExpression' }): string | null {
  return node.computed ? textOf(node.property) : nameOf(node.property);
}

/** The properties of `const { a, b: c } = ...`. */
export function patternOf(node: AnyNode & { type: 'VariableDeclarator' }): readonly Pick<Property, 'key' | 'value'>[] {
  if (node.id.type !== 'ObjectPattern') return [];
  return node.id.properties.flatMap((each) => (each.type === 'Property' ? [each as never as Property] : []));
}

export function hasRest(node: AnyNode & { type: 'VariableDeclarator' }): boolean {
  return node.id.type === 'ObjectPattern' && node.id.properties.some((each) => each.type === 'RestElement');
}

/** The text of a literal, also of a template that nothing is put into; null for what is computed. */
export function textOf(node: AnyNode | null | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]!.value.cooked ?? null;
  return null;
}

export function nameOf(node: AnyNode): string | null {
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : textOf(node);
}
