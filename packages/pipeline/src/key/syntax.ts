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
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  return node.callee.type === 'Identifier' && /^(eval|Function)$/.test(node.callee.name);
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
