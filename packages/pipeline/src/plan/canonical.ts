/**
 * Canonical text of a plain value: object keys sorted, every scalar prefixed by its type, so that equal values have
 * equal text and 1, '1' and true never meet. -0 equals 0; NaN and the infinities are allowed; `undefined` properties are
 * left out.
 *
 * @throws {TypeError} for anything that is not plain data.
 *
 * @example
 * canonical({ b: [1, 'x'], a: null }); // {"a":_,"b":[n1,s"x"]}
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${JSON.stringify(value)}`;
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'boolean':
      return value ? 'T' : 'F';
    case 'object': {
      if (value === null) return '_';
      if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) return textOfObject(value as Record<string, unknown>);
    }
  }
  throw new TypeError(`canonical: ${String(value)} is not plain data.`);
}

/** Written for speed: it is called for every parameter and every key of a plan. */
function textOfObject(value: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort();
  let text = '';
  for (const key of keys) {
    const each = value[key];
    if (each !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(each)}`;
  }
  return `{${text}}`;
}
