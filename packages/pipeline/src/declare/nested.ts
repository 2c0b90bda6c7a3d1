import type { AxisValue } from './axis.js';

/** Puts a value at a dotted path, with the objects on the way to it. */
export function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let inner = target;
  for (const key of keys) {
    const next = inner[key];
    if (typeof next !== 'object' || next === null) inner[key] = {};
    inner = inner[key] as Record<string, unknown>;
  }
  inner[last] = value;
}

/** `given` with the values of a cell; what lies on no path of them is the same object in all cells. */
export function cellParams(
  given: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, AxisValue>>,
): Readonly<Record<string, unknown>> {
  let params = given;
  for (const path in values) params = withPath(params, keysOf(path), 0, values[path]!);
  return params;
}

const known = new Map<string, readonly string[]>();

/** The keys of a path, split once. */
function keysOf(path: string): readonly string[] {
  let keys = known.get(path);
  if (keys === undefined) {
    keys = path.split('.');
    known.set(path, keys);
  }
  return keys;
}

function withPath(
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  at: number,
  value: AxisValue,
): Readonly<Record<string, unknown>> {
  const key = keys[at]!;
  if (at === keys.length - 1) return { ...given, [key]: value };
  const next = given[key];
  const inner = typeof next === 'object' && next !== null ? (next as Readonly<Record<string, unknown>>) : {};
  return { ...given, [key]: withPath(inner, keys, at + 1, value) };
}

/** The value at a dotted path; undefined if there is none. */
export function valueAt(params: Readonly<Record<string, unknown>>, path: string): unknown {
  let inner: unknown = params;
  for (const key of keysOf(path)) {
    if (typeof inner !== 'object' || inner === null) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[key];
  }
  return inner;
}
