import { describe, expect, it } from 'vitest';
import {
  execute,
  KL_COLUMNS,
  KL_TABLE,
  keyOf,
  klRows,
  preimageOf,
  runOf,
  tableCommit,
  tensorCommit,
} from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const CELL = { sigmaW2: 1.5, depth: 30, layer: 7, engine: 'native', shuffle: false };

describe('the store', () => {
  it('has exactly the public tables and columns', async () => {
    const store = await temporaryStore();
    const { rows } = await store.query(
      `SELECT table_name, string_agg(column_name, ', ' ORDER BY column_index) FROM duckdb_columns()
       WHERE database_name = 'rgflow' AND schema_name = 'main' AND NOT internal GROUP BY table_name ORDER BY table_name`,
    );
    expect(Object.fromEntries(rows)).toEqual({
      run: 'run_id, study, name, config, started_at, ended_at, status, provenance, sequence',
      newest_run: 'study, name, run_id, sequence, whole',
      recipe: 'recipe_key, stage, preimage',
      run_stage: 'run_id, recipe_key, stage, cell, outcome, reason',
      execution:
        'execution_id, run_id, recipe_key, status, attempt, started_at, wall_ms, cpu_ms, max_rss_bytes, error, provenance',
      numerics: 'recipe_key, stage, numerics',
      output: 'recipe_key, name, digest, kind, rows, bytes',
      object: 'digest, arrow, bytes, last_used_at',
      acceptance:
        'acceptance_id, stage, from_code, to_code, because, accepted_by, accepted_at, taken_back_by, taken_back_at',
      audit: 'run_id, recipe_key, stage, cell, output, outcome, recorded, found, largest_difference, note',
      warning: 'run_id, recipe_key, stage, cell, message',
      tag: 'tag, run_id, tagged_at',
      refinement:
        'run_id, name, round, rule, outcome, parameter, value, cell, reason, lower, upper, result_lower, result_upper, seeds, result, result_se',
      variant: 'recipe_key, stage, output, kept, other, kept_numerics, other_numerics, store, found_at',
      tensor: 'recipe_key, name, layer, dtype, shape, mean, variance, min, max, digest',
    });
  });

  it('gives back what was committed, also after it was closed and opened again', async () => {
    const file = temporaryFile();
    const table = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3));
    const tensors = tensorCommit(
      'r1',
      'weights',
      'float32',
      [
        { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
        { shape: [4], data: Float32Array.of(1, 0, 0, 1) },
      ],
      { stage: 'train' },
    );
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await Promise.all([execute(first, table, CELL), execute(first, tensors, CELL)]);
    await first.endRun('r1', 'complete');
    await first.close();

    const store = await temporaryStore(file);
    const keys = [table.recipe.recipeKey, tensors.recipe.recipeKey];
    const recipes = await store.recipes([...keys, keyOf('absent')]);
    expect([...recipes.keys()].sort()).toEqual([...keys].sort());
    expect(recipes.get(keys[0]!)).toEqual(table.recipe);
    expect(recipes.get(keys[1]!)).toEqual(tensors.recipe);
    const object = tensors.objects[0]!;
    expect(await store.read(object.digest)).toEqual(object.bytes);
    expect(await store.read(keyOf('absent'))).toBeNull();
    expect([...(await store.missing([object.digest, keyOf('absent')]))]).toEqual([keyOf('absent')]);
    expect(await store.preimages('kl', 5)).toEqual([
      { preimage: preimageOf('kl', { recipe: table.recipe.preimage.params.recipe }), cell: CELL },
    ]);
    const timing = { cell: CELL, wallMs: 1500, maxRssBytes: expect.any(Number) };
    expect([...(await store.timings({ cpu: 'any', cores: 2 }, 10))]).toEqual([
      ['kl', [timing]],
      ['train', [timing]],
    ]);
  });

  it('shows the rows of a table output with typed cell columns', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2)), CELL);
    expect((await store.query('FROM kl_layer')).rows).toEqual([]);
    await store.endRun('r1', 'complete');
    const { columns, rows } = await store.query('FROM kl_layer ORDER BY layer');
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'study VARCHAR',
      'name VARCHAR',
      'sigma_w2 DOUBLE',
      'depth BIGINT',
      'engine VARCHAR',
      'shuffle BOOLEAN',
      'snapshot VARCHAR',
      'layer INTEGER',
      'kl DOUBLE',
      'seconds DOUBLE',
    ]);
    expect(rows).toEqual([
      ['grid', 'grid', 1.5, 30, 'native', false, 'init', 1, 0, 1.5],
      ['grid', 'grid', 1.5, 30, 'native', false, 'init', 2, 0.125, 1.5],
    ]);
  });

  it('decodes stored tensors of every dtype inside a query', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    const kinds = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int32: Int32Array } as const;
    for (const dtype of ['float32', 'float64', 'uint8', 'int32'] as const) {
      await store.commit(
        tensorCommit('r1', dtype, dtype, [
          { shape: [2, 3], data: kinds[dtype].of(1, 2, 3, 4, 5, 6) },
          { shape: [2], data: kinds[dtype].of(7, 8) },
        ]),
      );
    }
    const { rows } = await store.query(
      'SELECT name, layer, tensor_shape(digest), tensor_values(digest) FROM tensor ORDER BY name, layer',
    );
    expect(rows).toEqual(
      ['float32', 'float64', 'int32', 'uint8'].flatMap((name) => [
        [name, 0, [2, 3], [1, 2, 3, 4, 5, 6]],
        [name, 1, [2], [7, 8]],
      ]),
    );
    expect((await store.query("SELECT tensor_values('absent'), tensor_shape(NULL)")).rows).toEqual([[null, null]]);
  });

  it('reads codes of packed bits, unit 0 the first, by a number that may be a column', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    await store.commit(
      tensorCommit('r1', 'codes', 'uint8', [
        { shape: [3, 1], data: Uint8Array.of(0b001, 0b110, 0b001) },
        { shape: [2, 2], data: Uint8Array.of(0b1000_0001, 0b10, 0, 0b01) },
      ]),
    );
    await store.commit(tensorCommit('r1', 'weights', 'float32', [{ shape: [2], data: Float32Array.of(7, 8) }]));
    const { rows } = await store.query(
      "SELECT layer, tensor_bits(digest, CASE layer WHEN 0 THEN 3 ELSE 10 END) FROM tensor WHERE name = 'codes' ORDER BY layer",
    );
    expect(rows).toEqual([
      [0, ['100', '011', '100']],
      [1, ['1000000101', '0000000010']],
    ]);
    const counts = await store.query(`
      SELECT code, count(*)::INTEGER FROM (
        SELECT unnest(tensor_bits(digest, bytes)) AS code FROM (
          SELECT digest, 3 AS bytes FROM tensor WHERE name = 'codes' AND layer = 0))
      GROUP BY code ORDER BY code`);
    expect(counts.rows).toEqual([
      ['011', 1],
      ['100', 2],
    ]);
    expect((await store.query("SELECT tensor_bits('absent', 3), tensor_bits(NULL, 3)")).rows).toEqual([[null, null]]);
    await expect(store.query("SELECT tensor_bits(digest, 9) FROM tensor WHERE name = 'codes'")).rejects.toThrow(
      'codes of 9 units are 2 bytes a row; this tensor is (3, 1) of uint8',
    );
    await expect(store.query("SELECT tensor_bits(digest, 9) FROM tensor WHERE name = 'weights'")).rejects.toThrow(
      'this tensor is (2) of float32',
    );
  });

  it('decodes what a condition is asked of, and nothing else; a table is no tensor', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    await store.commit(tensorCommit('r1', 'weights', 'float32', [{ shape: [2], data: Float32Array.of(7, 8) }]));
    await store.commit(tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(3)));
    const ofTable = "SELECT tensor_values(digest), tensor_shape(digest) FROM output WHERE name = 'kl_layer'";
    await expect(store.query(ofTable)).rejects.toThrow('the object is a table, not a tensor');
    const stored = await store.query('SELECT name, layer FROM tensor WHERE tensor_values(digest) IS NOT NULL');
    expect(stored.rows).toEqual([['weights', 0]]);
  });
});
