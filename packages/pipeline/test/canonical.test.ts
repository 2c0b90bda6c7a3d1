import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../src/plan/canonical.js';

describe('canonical text', () => {
  test('known values', () => {
    expect(canonical({ b: [1, 'x'], a: null })).toBe('{"a":_,"b":[n1,s"x"]}');
    expect([1, '1', true, 'T', null, '_'].map(canonical)).toEqual(['n1', 's"1"', 'T', 's"T"', '_', 's"_"']);
    expect([Number.NaN, Number.POSITIVE_INFINITY, -0, 0.1, 1e21].map(canonical)).toEqual([
      'nNaN',
      'nInfinity',
      'n0',
      'n0.1',
      'n1e+21',
    ]);
  });

  test('the order of keys and absent values do not matter', () => {
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1, c: undefined }));
  });

  test.each([
    [undefined],
    [() => 1],
    [Symbol('x')],
    [1n],
    [new Date(0)],
    [new Map()],
    [[undefined]],
    [{ a: new Set() }],
  ])('%s is refused', (value) => expect(() => canonical(value)).toThrow(/is not plain data/));

  test('two values have equal text if and only if they are equal', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(sorted(a) === sorted(b));
      }),
      { seed: 1 },
    );
  });

  test('a value reads back from its own JSON with the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (a) => {
        expect(canonical(JSON.parse(JSON.stringify(a)))).toBe(canonical(a));
      }),
      { seed: 2 },
    );
  });
});

/** The same idea written another way: JSON with sorted keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
