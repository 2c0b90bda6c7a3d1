import { readFileSync, writeFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  type CodeFingerprint,
  type CodeState,
  forecast,
  type Plan,
  type Preimage,
  Resolver,
  recipeKey,
} from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import type { DuckDbStore } from '../src/index.js';
import { execute, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const study = (await import(new URL('./fixtures/format-3-study.js', import.meta.url).href)) as {
  readonly planOf: (seeds: readonly number[], blocks: number) => Plan;
};

/** A store of format 3 as fixtures/make-store-format-3.js made it. */
function ofFormat3(): string {
  const file = temporaryFile();
  const packed = readFileSync(new URL('./fixtures/store-format-3.duckdb.br', import.meta.url));
  writeFileSync(file, brotliDecompressSync(packed));
  return file;
}

/** The code by which the results of the store were made stands for the present one, which goes on changing. */
async function codeOf(store: DuckDbStore): Promise<CodeFingerprint> {
  const codes = new Map<string, CodeState['code']>();
  for (const stage of ['drawn', 'block', 'mean']) codes.set(stage, (await store.codeVersions(stage))[0]!.code.code);
  const code = { readAll: () => {}, codeVersion: ({ name }: { name: string }) => codes.get(name)! };
  return code as unknown as CodeFingerprint;
}

describe('a store of format 3', () => {
  it.each(['read', 'write'] as const)('opens to %s with every result a hit', async (mode) => {
    const store = await temporaryStore(ofFormat3(), { mode });
    const code = await codeOf(store);
    for (const [seeds, blocks, hits] of [
      [[0, 1], 2, 8],
      [[1, 2], 3, 10],
      [[1, 2, 3], 3, 10],
    ] as const) {
      const forecasts = await forecast(study.planOf(seeds, blocks), new Resolver(store, code));
      expect(forecasts.filter(({ outcome }) => outcome === 'hit')).toHaveLength(hits);
    }
    expect((await store.query('SELECT version FROM internal.store_format')).rows).toEqual([[5]]);
  });

  it('has every row that it had, under the same key', async () => {
    const store = await temporaryStore(ofFormat3());
    const rowsOf = async (sql: string) => (await store.query(sql)).rows;
    const tables = ['recipe', 'run_stage', 'execution', 'output', 'object', 'tensor', 'numerics', 'warning', 'run'];
    const counts = tables.map(async (table) => (await rowsOf(`SELECT count(*) FROM ${table}`))[0]![0]);
    // As the rgflow that made it counts them.
    expect(await Promise.all(counts)).toEqual([15, 22, 20, 19, 10, 22, 15, 0, 2]);
    const recipes = await rowsOf('SELECT recipe_key, stage, preimage FROM recipe');
    for (const [key, stage, text] of recipes) {
      const preimage = JSON.parse(String(text)) as Preimage;
      expect([recipeKey(preimage), preimage.stage]).toEqual([key, stage]);
    }
    const keys = recipes.map(([key]) => String(key));
    const known = await store.known(keys);
    const recorded = await store.recipes(keys);
    for (const [i, key] of keys.entries()) {
      const record = recorded.get(key)!;
      expect(known[i]!.outputs.map(({ name, digest, objects }) => [name, digest, objects])).toEqual(
        record.outputs.map(({ name, digest, objects }) => [name, digest, objects]),
      );
      expect(known[i]!.numerics).toEqual({ drawn: ['by hand'] });
    }
    expect(
      await rowsOf("SELECT error FROM execution ANTI JOIN recipe USING (recipe_key) WHERE status = 'failed'"),
    ).toEqual([['Error: too large']]);
    expect(await rowsOf("SELECT count(DISTINCT recipe_key) FROM run_stage WHERE outcome = 'failed'")).toEqual([[1]]);
  });

  it('shows its tables as they were', async () => {
    const store = await temporaryStore(ofFormat3());
    expect((await store.query('SELECT * FROM weight_mean ORDER BY ALL')).rows).toEqual(
      [1.875, 2].flatMap((mean, i) =>
        [0, 1].map((layer) => ['chains', 'chains', i + 1, 3, 0.5, layer, mean, 'a "quoted" word, ü', 'by hand']),
      ),
    );
    const { rows } = await store.query('SELECT seed, layer, mean FROM history.weight_mean ORDER BY ALL LIMIT 4');
    expect(rows).toEqual([
      [0, 0, null],
      [0, 1, null],
      [1, 0, 1.75],
      [1, 0, 1.875],
    ]);
    expect((await store.query('SELECT layer, mean FROM tensor WHERE mean = 2 ORDER BY layer')).rows).toEqual([
      [0, 2],
      [0, 2],
      [1, 2],
      [1, 2],
    ]);
  });

  it('keeps a column whatever its name is', async () => {
    const file = ofFormat3();
    const raw = async (...statements: readonly string[]) => {
      const instance = await DuckDBInstance.create(file);
      const connection = await instance.connect();
      let rows: unknown;
      for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowsJS();
      connection.closeSync();
      instance.closeSync();
      return rows;
    };
    const names = ['place', 'rowid_1', 'key'];
    await raw(
      ...names.map((name) => `ALTER TABLE "rows".weight_mean ADD COLUMN "${name}" DOUBLE`),
      `UPDATE "rows".weight_mean SET ${names.map((name, i) => `"${name}" = layer + 0.5 + ${i}`).join(', ')}`,
    );
    const before = await raw(`SELECT layer, mean, ${names.join(', ')} FROM "rows".weight_mean`);
    await (await temporaryStore(file, { mode: 'write' })).close();
    expect(await raw(`SELECT layer, mean, ${names.join(', ')} FROM "rows".weight_mean`)).toEqual(before);
  });

  it('goes on: what is committed again is no second recipe, what is new has a number of its own', async () => {
    const store = await temporaryStore(ofFormat3());
    await store.beginRun(runOf('next', 'chains', []));
    const columns = { layer: 'int32', mean: 'float64?', note: 'utf8' } as const;
    await execute(store, tableCommit('next', 'weight_mean', columns, [{ layer: 7, mean: 1, note: '' }]), { seed: 9 });
    const [key] = (await store.query('SELECT recipe_key FROM recipe ORDER BY ALL LIMIT 1')).rows[0]!;
    const again = (await store.recipes([String(key)])).get(String(key))!;
    await store.commit({ recipe: again, tables: {}, objects: [], execution: null });
    await store.endRun('next', 'complete');
    expect((await store.query('SELECT count(*), count(DISTINCT recipe_key) FROM recipe')).rows).toEqual([[16, 16]]);
    expect((await store.query('SELECT layer, mean FROM weight_mean')).rows).toEqual([[7, 1]]);
  });
});
