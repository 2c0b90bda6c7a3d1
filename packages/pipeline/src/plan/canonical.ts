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
      return `n${Object.is(value, -0) ? 0 : value}`;
    case 'boolean':
      return value ? 'T' : 'F';
    case 'object': {
      if (value === null) return '_';
      if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) break;
      const entries = Object.entries(value).filter(([, v]) => v !== undefined);
      entries.sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
    }
  }
  throw new TypeError(`canonical: ${String(value)} is not plain data.`);
}
