import { estimate } from '@rgflow/numerics';
import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DuckDbStore, toObjects } from '../src/index.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

describe('estimate(x) in SQL', () => {
  const ask = async (sql: string) => toObjects(await (await temporaryStore()).query(sql));
  const of = (values: readonly (number | null)[]) =>
    `(select unnest([${values.map((value) => value ?? 'null').join(', ')}]::double[]) as x)`;

  it('has the mean of the networks with a value, its standard error, and how many of how many they are', async () => {
    const [row] = await ask(
      `select estimate(x).mean as mean, estimate(x).se as se, estimate(x).count as count, estimate(x).of as "of"
       from ${of([1, 2, null, 6])}`,
    );
    expect(row).toEqual({ mean: 3, se: expect.closeTo(Math.sqrt(14 / 6), 12), count: 3, of: 4 });
  });

  it('has no error of one network, and no mean of none', async () => {
    const parts = 'estimate(x).mean as mean, estimate(x).se as se, estimate(x).count as count';
    expect(await ask(`select ${parts} from ${of([5, null])}`)).toEqual([{ mean: 5, se: null, count: 1 }]);
    expect(await ask(`select ${parts} from ${of([null, null])}`)).toEqual([{ mean: null, se: null, count: 0 }]);
  });

  it('finds no scatter in equal values', async () => {
    expect(await ask(`select estimate(x).se as se from ${of([0.1, 0.1, 0.1])}`)).toEqual([{ se: 0 }]);
  });

  it('says of no rows that there are none', async () => {
    expect(await ask(`select estimate(x) as e from ${of([1])} where false`)).toEqual([
      { e: { mean: null, se: null, count: 0, of: 0 } },
    ]);
  });

  it('does not depend on the order of the rows', async () => {
    const [there, back] = [
      [0.1, 0.7, 1e16, -1e16, 0.3],
      [-1e16, 0.3, 1e16, 0.7, 0.1],
    ].map((values) => ask(`select estimate(x) as e from ${of(values)}`));
    expect(await there).toEqual(await back);
  });

  it('groups by all that is no estimate, and takes an expression', async () => {
    const sql = `select g, estimate(2 * x).mean as mean from (values (1, 1), (1, 3), (2, 5)) as t(g, x) group by all order by all`;
    expect(await ask(sql)).toEqual([
      { g: 1, mean: 4 },
      { g: 2, mean: 10 },
    ]);
  });

  it('is there for whoever only reads', async () => {
    const file = temporaryFile();
    await (await temporaryStore(file)).close();
    const reader = await temporaryStore(file, { mode: 'read' });
    expect((await reader.query(`select estimate(x).count from ${of([1, 2])}`)).rows).toEqual([[2]]);
  });
});

describe('estimate(x) in SQL, by property', () => {
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
