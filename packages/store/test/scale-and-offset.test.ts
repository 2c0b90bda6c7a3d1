import { estimate } from '@rgflow/numerics';
import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DuckDbStore } from '../src/index.js';
import { temporaryStore } from './temporary-store.js';

describe('estimate(x) in SQL', () => {
  /** One number in SQL, all its bits: '1e-300' alone would be a decimal number of DuckDB, which has no room for it. */
  const literal = (value: number | null) => (value === null ? 'null' : `'${value}'::double`);
  const estimateIn = async (store: DuckDbStore, values: readonly (number | null)[]) => {
    const { rows } = await store.query(`select estimate(x) from (select unnest([${values.map(literal)}]) as x)`);
    return rows[0]![0] as { mean: number | null; se: number | null; count: number; of: number };
  };
  const runs = { seed: 13, numRuns: 100 };

  it('of values in another unit is the estimate in that unit, from 1e-300 to 1e300', async () => {
    const store = await temporaryStore();
    await fc.assert(
      fc.asyncProperty(numbers(2), scales(), async (x, c) => {
        const scaled = await estimateIn(
          store,
          x.map((value) => c * value),
        );
        const plain = estimate(x);
        expect(Math.abs(scaled.mean! / c - plain.value)).toBeLessThanOrEqual(4 * Number.EPSILON);
        expect(Math.abs(scaled.se! / c - plain.standardError)).toBeLessThanOrEqual(4 * Number.EPSILON);
      }),
      runs,
    );
  });

  it('of values up to a million standard deviations away has their error, in any unit', async () => {
    const store = await temporaryStore();
    await fc.assert(
      fc.asyncProperty(numbers(2), offsets, scales(), async (x, deviations, c) => {
        const offset = deviations * (Math.sqrt(x.length) * estimate(x).standardError || 1);
        const far = await estimateIn(
          store,
          x.map((value) => c * (offset + value)),
        );
        const [plain, rounding] = [estimate(x), 4 * Number.EPSILON * (1 + Math.abs(offset))];
        expect(Math.abs(far.mean! / c - (plain.value + offset))).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.se! / c - plain.standardError)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  it('of values among NULL, NaN and infinities is that of the values, and its count falls short by how many they are', async () => {
    const store = await temporaryStore();
    const none = fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    const some = fc.oneof(none, fc.double({ min: -1, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1 }), async (x) => {
        const values = x.filter((value) => Number.isFinite(value)) as number[];
        const plain = values.length > 0 ? estimate(values) : { value: null, standardError: Number.NaN };
        const found = await estimateIn(store, x);
        expect(found).toMatchObject({ count: values.length, of: x.length });
        expectNear(found.mean, plain.value);
        expectNear(found.se, values.length > 1 ? plain.standardError : null);
      }),
      runs,
    );
  });
});

function expectNear(found: number | null, expected: number | null) {
  if (expected === null) expect(found).toBeNull();
  else expect(Math.abs(found! - expected)).toBeLessThanOrEqual(4 * Number.EPSILON);
}
