/** -0 and 0 are one parameter, of one key: the stage gets 0. */
export function withoutNegativeZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (typeof value !== 'object' || value === null || !hasNegativeZero(value)) return value;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutNegativeZero(each)]));
}

function hasNegativeZero(value: object): boolean {
  for (const key in value) {
    const each = (value as Readonly<Record<string, unknown>>)[key];
    if (Object.is(each, -0) || (typeof each === 'object' && each !== null && hasNegativeZero(each))) return true;
  }
  return false;
}
