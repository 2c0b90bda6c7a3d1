import { describe, expect, it } from 'vitest';
import { toObjects } from '../src/index.js';
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
