import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { formatQuery, openMemoryStore, toObjects } from '../src/index.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const SQL = `SELECT * FROM (VALUES
  (1, 0.1::FLOAT, 0.1::DOUBLE, 'a "quoted", text', true, [0.1::FLOAT, 2], 9007199254740993::BIGINT, TIMESTAMP '2026-11-22 14:12:06.108298'),
  (2, NULL, 'NaN'::DOUBLE, '', false, NULL, 7::BIGINT, NULL)
) AS t(layer, f, d, name, ok, list, big, moment) ORDER BY layer; -- done`;

describe('a result', () => {
  const text = async (sql: string, format: 'table' | 'csv' | 'json') => {
    const store = await temporaryStore();
    return Buffer.from(await formatQuery(store.queries, sql, format)).toString('utf8');
  };

  it('as a table is aligned for people, numbers to the right, long lists shortened', async () => {
    const sql = `SELECT 'x' || i AS name, i * 1000 / 3.0 AS value, [i, 2, 3, 4, 5]::FLOAT[] AS list FROM range(9, 11) t(i)`;
    expect(await text(sql, 'table')).toBe(
      [
        'name    value  list',
        '----  -------  --------------------',
        'x9       3000  [9, 2, 3, 4, … (5)]',
        'x10   3333.33  [10, 2, 3, 4, … (5)]',
        '',
      ].join('\n'),
    );
    expect(await text('SELECT 1 AS a WHERE false', 'table')).toBe('a\n-\n(no rows)\n');
  });

  it('as CSV has every digit, quotes where needed, and tells NULL from an empty text', async () => {
    expect(await text(SQL, 'csv')).toBe(
      [
        'layer,f,d,name,ok,list,big,moment',
        '1,0.1,0.1,"a ""quoted"", text",true,"[0.1,2]",9007199254740993,2026-11-22 14:12:06.108298',
        '2,,NaN,"",false,,7,',
        '',
      ].join('\n'),
    );
  });

  it('as JSON is an array of objects, an unsafe integer as text', async () => {
    expect(JSON.parse(await text(SQL, 'json'))).toEqual([
      {
        layer: 1,
        f: 0.1,
        d: 0.1,
        name: 'a "quoted", text',
        ok: true,
        list: [0.1, 2],
        big: '9007199254740993',
        moment: '2026-11-22 14:12:06.108298',
      },
      { layer: 2, f: null, d: 'NaN', name: '', ok: false, list: null, big: 7, moment: null },
    ]);
    expect(await text('SELECT 1 AS a WHERE false', 'json')).toBe('[]\n');
  });

  it('as Arrow has the types and values of the columns', async () => {
    const store = await temporaryStore();
    const table = tableFromIPC(await formatQuery(store.queries, SQL, 'arrow'));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'layer Int32',
      'f Float32',
      'd Float64',
      'name Utf8',
      'ok Bool',
      'list List<Float32>',
      'big Int64',
      'moment Timestamp<MICROSECOND>',
    ]);
    expect(table.getChild('f')?.toArray()[0]).toBe(Math.fround(0.1));
    expect([...table.getChild('name')!]).toEqual(['a "quoted", text', '']);
    expect([...table.getChild('ok')!]).toEqual([true, false]);
    expect([...table.getChild('list')!.get(0)!]).toEqual([Math.fround(0.1), 2]);
    expect(table.getChild('list')!.get(1)).toBeNull();
    expect([...table.getChild('big')!]).toEqual([9007199254740993n, 7n]);
    expect([...table.getChild('moment')!]).toEqual([Date.UTC(2026, 10, 22, 14, 12, 6, 108) + 0.298, null]);
    expect(tableFromIPC(await formatQuery(store.queries, 'SELECT 1 AS a WHERE false', 'arrow')).numRows).toBe(0);
  });

  it('as Parquet is read back by DuckDB as it was', async () => {
    const store = await temporaryStore();
    const file = join(dirname(temporaryFile()), 'result.parquet');
    writeFileSync(file, await formatQuery(store.queries, SQL, 'parquet'));
    const reader = await openMemoryStore({ read: [file] });
    const back = await reader.query(`FROM read_parquet('${file}')`);
    await reader.close();
    expect(toObjects(back)).toEqual(toObjects(await store.query(SQL)));
  });
});
