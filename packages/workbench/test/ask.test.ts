import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbStore, openStore } from '@rgflow/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askFile, askStore } from '../src/ask.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-ask-'));
const file = join(folder, 'ask.duckdb');
let store: DuckDbStore;

beforeAll(async () => {
  store = await openStore(file, { mode: 'write', owner: 'test' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const sql = `
  select 12::bigint as count, sum(2) as total, 1.5::decimal(3, 1) as half, true as converged, 'NaN' as word, [1, 2] as list,
         null as missing, 'NaN'::double as undefined, 'Infinity'::double as infinite`;
const row = {
  count: 12,
  total: 2,
  half: 1.5,
  converged: true,
  word: 'NaN',
  list: '[1,2]',
  missing: null,
  undefined: null,
  infinite: Number.POSITIVE_INFINITY,
};

// Such rows come without Arrow from a store that is open.
const plainSql = `
  select 12::bigint as count, 3::utinyint as few, 2::hugeint as sum, 0.1::float as short, 'NaN'::double as undefined, false as converged, 'it''s' as word,
         null::varchar as missing, '-Infinity'::double as infinite`;
const plainRow = {
  ...{
    count: 12,
    few: 3,
    sum: 2,
    short: Math.fround(0.1),
    undefined: null,
    converged: false,
    word: "it's",
    missing: null,
  },
  infinite: Number.NEGATIVE_INFINITY,
};

it('answers the same of an open store and of its file: what is undefined is null, an infinity is itself, a word is a word', async () => {
  expect(await askStore(store)(sql)).toEqual([row]);
  expect(await askStore(store)(plainSql)).toEqual([plainRow]);
  await store.close();
  expect(await askFile(file)(sql)).toEqual([row]);
  expect(await askFile(file)(plainSql)).toEqual([plainRow]);
});

it('answers nothing with no rows', async () => {
  expect(await askFile(file)('select 1 as one where false')).toEqual([]);
});
