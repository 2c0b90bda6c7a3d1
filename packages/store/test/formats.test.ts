import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { formatQuery, openMemoryStore, QueryError, SQL_FORMATS, toObjects, writeQuery } from '../src/index.js';
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

  it('as Arrow comes in batches, and a day is a day however far away', async () => {
    const store = await temporaryStore();
    const sql = "SELECT i, DATE '1970-01-01' + i::INTEGER AS d FROM range(-40000, 60000) t(i)";
    const table = tableFromIPC(await formatQuery(store.queries, sql, 'arrow'));
    expect(table.batches.length).toBeGreaterThan(1);
    const days = table.batches.flatMap((batch) => [...(batch.getChildAt(1)!.data[0]!.values as Int32Array)]);
    expect(days).toEqual(Array.from({ length: 100_000 }, (_, i) => i - 40_000));
    const far = tableFromIPC(
      await formatQuery(
        store.queries,
        `SELECT DATE '0044-03-15 (BC)' AS bc, DATE '290000-01-01' AS far, TIMESTAMP '1969-12-31 23:59:59.5' AS before,
           epoch_us(TIMESTAMP '290000-01-01 10:00:00') AS us, TIMESTAMP '290000-01-01 10:00:00' AS late`,
        'arrow',
      ),
    );
    const raw = (name: string) => far.getChild(name)!.data[0]!.values[0];
    expect(raw('bc')).toBe(-735_160);
    expect(raw('far')).toBe(105_200_797);
    expect(raw('before')).toBe(-500_000n);
    expect(raw('late')).toBe(raw('us'));
  });

  it('without end is infinity in text, and refused by column where the type has no infinity', async () => {
    const sql = `SELECT 'infinity'::DATE AS d, '-infinity'::TIMESTAMP AS t, 'infinity'::TIMESTAMP_S AS s,
      'infinity'::TIMESTAMP_MS AS ms, '-infinity'::TIMESTAMP_NS AS ns, 'infinity'::TIMESTAMPTZ AS tz`;
    expect(await text(sql, 'csv')).toBe('d,t,s,ms,ns,tz\ninfinity,-infinity,infinity,infinity,-infinity,infinity\n');
    expect(JSON.parse(await text(sql, 'json'))[0]).toMatchObject({ d: 'infinity', t: '-infinity', ns: '-infinity' });
    const store = await temporaryStore();
    const arrow = (query: string) => formatQuery(store.queries, query, 'arrow');
    await expect(arrow("SELECT 'infinity'::DATE AS d")).rejects.toThrow('column d (DATE) holds infinity');
    await expect(arrow("SELECT ['infinity'::DATE] AS l")).rejects.toThrow('column l (DATE[]) holds infinity');
    await expect(arrow("SELECT 'infinity'::TIMESTAMP AS t")).rejects.toThrow('column t (TIMESTAMP) holds infinity');
    await expect(arrow("SELECT '-infinity'::TIMESTAMP AS t")).rejects.toBeInstanceOf(QueryError);
  });

  it('of a DECIMAL has every digit, or is refused by column', async () => {
    const sql =
      'SELECT 123456789012345678.12::DECIMAL(38, 2) AS d, 2.50 AS h, 0.000000000000000001::DECIMAL(38, 18) AS s';
    expect(await text(sql, 'csv')).toBe('d,h,s\n123456789012345678.12,2.5,1e-18\n');
    expect(JSON.parse(await text(sql, 'json'))).toEqual([{ d: '123456789012345678.12', h: 2.5, s: 1e-18 }]);
    expect(await text(sql, 'table')).toContain('123457000000000000');
    const store = await temporaryStore();
    await expect(formatQuery(store.queries, sql, 'arrow')).rejects.toThrow(
      'column d (DECIMAL(38,2)) holds 123456789012345678.12, more than the 15 digits of a double; CAST it',
    );
  });

  it('of a column of JSON is JSON in JSON, and its text elsewhere', async () => {
    const sql = `SELECT '{ "a": [1, "x"],\n "b": 12345678901234567890 }'::JSON AS j, NULL::JSON AS n, '{}' AS t, {f: 0.1::FLOAT} AS s`;
    expect(await text(sql, 'json')).toBe(
      '[\n{"j":{ "a": [1, "x"],  "b": 12345678901234567890 },"n":null,"t":"{}","s":{"f":0.1}}\n]\n',
    );
    expect(await text(`SELECT '{"a":1}'::JSON AS j`, 'csv')).toBe('j\n"{""a"":1}"\n');
  });

  it('is written part by part, and nobody is sent more than he takes', async () => {
    const store = await temporaryStore();
    for (const format of SQL_FORMATS) {
      let taken = 0;
      let sent = 0;
      let bytes = 0;
      await writeQuery(store.queries, 'SELECT range AS a FROM range(100000)', format, async (part) => {
        expect(sent++).toBe(taken);
        bytes += part.length;
        await new Promise((wake) => setTimeout(wake, 1));
        taken++;
      });
      expect(taken, format).toBeGreaterThan(3);
      expect(bytes, format).toBeGreaterThan(100_000);
    }
    // Where the rows can go no further, the query ends; the next one is answered.
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const refuse = () => Promise.reject(full);
    await expect(writeQuery(store.queries, 'FROM range(10000000000)', 'csv', refuse)).rejects.toBe(full);
    expect((await store.query('SELECT 1')).rows).toEqual([[1]]);
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
