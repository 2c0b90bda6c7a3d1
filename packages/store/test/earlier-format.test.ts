import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openStore, StoreFormatError } from '../src/index.js';
import { execute, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

/**
 * A store of an earlier format (see fixtures/make-store-format-*.js). Of format 1: `ising-1d` at two couplings and
 * `ising-2d` at two. Of format 2: three runs of `ising-1d`, written in the reverse order of their times, the last of
 * no cells. Of format 4: three runs of `chains`, of its own file, of another, and of none.
 */
function earlier(format: 1 | 2 | 4 = 1): string {
  const file = temporaryFile();
  const packed = readFileSync(new URL(`./fixtures/store-format-${format}.duckdb.br`, import.meta.url));
  writeFileSync(file, brotliDecompressSync(packed));
  return file;
}

describe('a store of format 1', () => {
  it.each(['read', 'write'] as const)('opens to %s, with NULL where it says NaN', async (mode) => {
    const store = await temporaryStore(earlier(), { mode });
    const counts = async (table: string) =>
      (
        await store.query(
          `SELECT count(*), count(coupling_n), count(*) FILTER (isnan(coupling_n)),
           count(*) FILTER (isfinite(relative_entropy_error)) FROM ${table}`,
        )
      ).rows;
    expect(await counts('ising_flow')).toEqual([[64, 52, 0, 64]]);
    expect(await counts('history.ising_flow')).toEqual([[64, 52, 0, 64]]);
    // The values as they were written can still be had.
    expect(await counts('rows.ising_flow')).toEqual([[64, 64, 12, 64]]);
    expect((await store.query('SELECT isfinite(avg(coupling_n)) FROM ising_flow')).rows).toEqual([[true]]);
    expect((await store.query('SELECT version FROM internal.store_format')).rows).toEqual([[5]]);
  });

  it('loses nothing', async () => {
    const file = earlier();
    await (await openStore(file, { mode: 'read' })).close();
    const store = await temporaryStore(file);
    const rowsOf = async (sql: string) => (await store.query(sql)).rows;
    expect(await rowsOf('SELECT study, status FROM run ORDER BY study')).toEqual([
      ['ising-1d', 'complete'],
      ['ising-2d', 'complete'],
    ]);
    const counts = ['recipe', 'run_stage', 'execution', 'output', 'object'].map(
      async (table) => (await rowsOf(`SELECT count(*) FROM ${table}`))[0]![0],
    );
    expect(await Promise.all(counts)).toEqual([9, 9, 9, 21, 21]);
    const keys = (await rowsOf('SELECT recipe_key FROM recipe')).map(([key]) => String(key));
    const recipes = [...(await store.recipes(keys)).values()];
    expect(recipes).toHaveLength(9);
    for (const digest of recipes.flatMap(({ outputs }) => outputs.flatMap(({ objects }) => objects))) {
      expect(await store.read(digest)).not.toBeNull();
    }
    expect((await store.preimages('torus-flow', 5)).map(({ cell }) => cell.coupling).sort()).toEqual([0.3, 0.6]);
  });

  it('takes the rows of later code, which has other columns, beside its own', async () => {
    const store = await temporaryStore(earlier());
    const columns = {
      dimension: 'int32',
      scheme: 'utf8',
      coupling_n: 'float64?',
      relative_entropy: 'float64',
      relative_entropy_bound: 'float64?',
      reason: 'utf8?',
    } as const;
    const rows = [
      {
        dimension: 2,
        scheme: 'exact',
        coupling_n: null,
        relative_entropy: 0.25,
        relative_entropy_bound: 1e-6,
        reason: 'no single coupling',
      },
    ];
    const declaration = { name: 'ising_flow', cellColumns: [], measuredColumns: {} };
    await store.beginRun({ ...runOf('later', 'ising-2d', [declaration]), startedAt: new Date() });
    await execute(store, tableCommit('later', 'ising_flow', columns, rows), { coupling: 0.3 });
    await store.endRun('later', 'complete');
    const { rows: shown } = await store.query(
      `SELECT study, count(*), count(relative_entropy_error), count(relative_entropy_bound), any_value(reason)
       FROM ising_flow GROUP BY study ORDER BY study`,
    );
    expect(shown).toEqual([
      ['ising-1d', 22, 22, 0, null],
      ['ising-2d', 1, 0, 1, 'no single coupling'],
    ]);
    expect((await store.query("SELECT count(*) FROM history.ising_flow WHERE study = 'ising-2d'")).rows).toEqual([
      [43],
    ]);
  });

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)('that may not be written says how to convert it', async () => {
    const file = earlier();
    chmodSync(file, 0o400);
    const error: unknown = await openStore(file, { mode: 'read' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreFormatError);
    expect(String(error)).toContain('it is converted when it is first opened');
  });
});

describe('a store of format 2', () => {
  it.each(['read', 'write'] as const)(
    'opens to %s, its runs in the order of their times, nothing lost',
    async (mode) => {
      const store = await temporaryStore(earlier(2), { mode });
      const rowsOf = async (sql: string) => (await store.query(sql)).rows;
      expect(await rowsOf('SELECT sequence, hour(started_at), status FROM run ORDER BY sequence')).toEqual([
        [1, 12, 'complete'],
        [2, 13, 'complete'],
        [3, 14, 'complete'],
      ]);
      expect(await rowsOf('SELECT version FROM internal.store_format')).toEqual([[5]]);
      const counts = ['run', 'recipe', 'run_stage', 'execution', 'output', 'object'].map(
        async (table) => (await rowsOf(`SELECT count(*) FROM ${table}`))[0]![0],
      );
      expect(await Promise.all(counts)).toEqual([3, 3, 4, 3, 9, 9]);
      expect(await rowsOf('SELECT DISTINCT coupling FROM history.ising_flow ORDER BY coupling')).toEqual([
        [0.5],
        [1],
        [2],
      ]);
    },
  );

  it('shows the newest run that has results, where it hid them behind one of no cells', async () => {
    const store = await temporaryStore(earlier(2));
    expect((await store.query('SELECT DISTINCT coupling FROM ising_flow ORDER BY coupling')).rows).toEqual([
      [0.5],
      [2],
    ]);
  });

  it('counts on from there', async () => {
    const store = await temporaryStore(earlier(2));
    await store.beginRun(runOf('next', 'ising-1d', []));
    expect((await store.query("SELECT sequence FROM run WHERE run_id = 'next'")).rows).toEqual([[4]]);
  });
});

describe('a store of format 4', () => {
  it.each(['read', 'write'] as const)('opens to %s, with results that are called as their files', async (mode) => {
    const store = await temporaryStore(earlier(4), { mode });
    expect((await store.query('SELECT study, name, sequence FROM run ORDER BY sequence')).rows).toEqual([
      ['chains', 'chains', 1],
      ['chains', 'long chains', 2],
      ['chains', 'chains', 3],
    ]);
    expect((await store.query('SELECT version FROM internal.store_format')).rows).toEqual([[5]]);
    const count = 'SELECT name, count(DISTINCT seed) FROM';
    expect((await store.query(`${count} weight_mean GROUP BY name`)).rows).toEqual([['chains', 1]]);
    expect((await store.query(`${count} newest.weight_mean GROUP BY name ORDER BY name`)).rows).toEqual([
      ['chains', 1],
      ['long chains', 2],
    ]);
  });
});
