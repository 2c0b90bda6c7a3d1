import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TableDeclaration } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import type { DuckDbStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const TOLD: TableDeclaration = {
  ...KL_TABLE,
  comment: "A network's Kullback-Leibler divergence, layer by layer",
  comments: { kl: 'nats; divergence of the layer', sigma_w2: 'variance of the weights', kl_se: 'nats; standard error' },
};

async function commentsOf(store: DuckDbStore, schema: string): Promise<Record<string, unknown>> {
  const views = await store.query(
    `SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'rgflow' AND schema_name = '${schema}'
     AND view_name = 'kl_layer' AND comment IS NOT NULL`,
  );
  const columns = await store.query(
    `SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'rgflow' AND schema_name = '${schema}'
     AND table_name = 'kl_layer' AND comment IS NOT NULL ORDER BY column_index`,
  );
  return Object.fromEntries([...views.rows, ...columns.rows]);
}

async function fill(store: DuckDbStore, runId: string, at: number, table: TableDeclaration): Promise<void> {
  await store.beginRun(runOf(runId, 'grid', [table], at));
  await execute(store, tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(2, at)), { sigmaW2: at, depth: 2 });
  await store.endRun(runId, 'complete');
}

describe('what a table and its columns mean', () => {
  it('is a comment on the views and their columns, with units, and stays when the store is opened again', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await fill(first, 'r1', 1, TOLD);
    const told = {
      kl_layer: "A network's Kullback-Leibler divergence, layer by layer",
      study: 'the study of the run',
      name: 'what the results of the run are called',
      sigma_w2: 'variance of the weights',
      kl: 'nats; divergence of the layer',
      seconds: 's; wall time of the last execution',
    };
    expect(await commentsOf(first, 'main')).toEqual(told);
    expect(await commentsOf(first, 'history')).toEqual({ run_id: 'the run that made the row, or used it', ...told });
    await first.close();
    const store = await temporaryStore(file);
    expect(await commentsOf(store, 'main')).toEqual(told);
    // A run that says nothing of them, and a column that is new and of which was told before.
    await store.beginRun(runOf('r2', 'grid', [KL_TABLE], 2));
    const columns = { ...KL_COLUMNS, kl_se: 'float64' } as const;
    const rows = klRows(1).map((row) => ({ ...row, kl_se: 0.5 }));
    await execute(store, tableCommit('r2', 'kl_layer', columns, rows), { sigmaW2: 2, depth: 2 });
    await store.endRun('r2', 'complete');
    expect(await commentsOf(store, 'main')).toEqual({ ...told, kl_se: 'nats; standard error' });
    await fill(store, 'r3', 3, { ...TOLD, comments: { kl: 'bits', kl_se: 'bits' } });
    expect(await commentsOf(store, 'main')).toEqual({ ...told, kl: 'bits', kl_se: 'bits' });
  });

  it('of a store of an earlier version, which has it in its views alone, is kept and written down', async () => {
    const file = temporaryFile();
    const made = await temporaryStore(file);
    await fill(made, 'r1', 1, TOLD);
    const told = await commentsOf(made, 'main');
    await made.close();
    const database = await DuckDBInstance.create(file);
    const connection = await database.connect();
    await connection.run('DROP TABLE internal.table_comment');
    connection.closeSync();
    database.closeSync();
    const before = readFileSync(file);
    const read = await temporaryStore(file, { mode: 'read' });
    expect(await commentsOf(read, 'main')).toEqual(told);
    await read.close();
    expect(readFileSync(file).equals(before), 'to be read it need not be written').toBe(true);
    const store = await temporaryStore(file);
    expect(await commentsOf(store, 'main')).toEqual(told);
    const written = await store.query(
      "SELECT column_name, comment FROM internal.table_comment WHERE column_name IS NULL OR comment ILIKE '%weights' ORDER BY ALL",
    );
    expect(written.rows).toEqual([
      ['sigma_w2', 'variance of the weights'],
      [null, "A network's Kullback-Leibler divergence, layer by layer"],
    ]);
  });

  it('that is declared again as it was, or not at all, leaves the views as they are', async () => {
    for (const table of [TOLD, KL_TABLE]) {
      const file = temporaryFile();
      const first = await temporaryStore(file);
      await fill(first, 'r1', 1, table);
      await first.close();
      const store = await temporaryStore(file);
      const views = async () => {
        const found = await store.query(
          "SELECT view_name, view_oid FROM duckdb_views() WHERE view_name = 'kl_layer' ORDER BY ALL",
        );
        return found.rows;
      };
      const before = await views();
      expect(before).toHaveLength(3);
      await fill(store, 'r2', 2, table);
      expect(await views()).toEqual(before);
      await fill(store, 'r3', 3, { ...table, comment: 'another' });
      expect(await views()).not.toEqual(before);
    }
  });

  it('is written later when the rows come from elsewhere, before any run has declared them', async () => {
    const store = await temporaryStore();
    const commit = { ...tableCommit('there', 'kl_layer', KL_COLUMNS, klRows(2)), execution: null };
    await store.commit(commit);
    await fill(store, 'r1', 1, TOLD);
    expect(await commentsOf(store, 'main')).toMatchObject({ kl: 'nats; divergence of the layer' });
  });

  it('survives a batch that was rolled back', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', [TOLD]));
    const commit = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2));
    const broken = { ...commit, recipe: { ...commit.recipe, recipeKey: null as never } };
    await expect(store.commit(broken)).rejects.toThrow();
    await execute(store, commit, { sigmaW2: 1, depth: 2 });
    await store.endRun('r1', 'complete');
    expect(await commentsOf(store, 'main')).toMatchObject({ kl: 'nats; divergence of the layer' });
  });
});

describe('every table that anybody may ask', () => {
  it('says what it and each of its columns hold, from the first moment on', async () => {
    const file = temporaryFile();
    const silent = `SELECT table_name || '.' || column_name FROM duckdb_columns()
      WHERE database_name = 'rgflow' AND schema_name = 'main' AND comment IS NULL`;
    const empty = await temporaryStore(file);
    expect((await empty.query(silent)).rows).toEqual([]);
    await empty.close();
    const store = await temporaryStore(file);
    await fill(store, 'r1', 1, TOLD);
    const weights = tensorCommit('r1', 'weights', 'float32', [{ shape: [2], data: Float32Array.of(1, 3) }], {
      recipe: 'w',
    });
    await execute(store, weights, { sigmaW2: 2.5, depth: 5 });
    await store.endRun('r1', 'complete');
    const tensors = await store.query(
      'SELECT sigma_w2, depth, shuffle, name, mean, kept, tensor_values(digest) FROM cell_tensor',
    );
    expect(tensors.rows).toEqual([[2.5, 5, null, 'weights', 2, true, [1, 3]]]);
    const told = await store.query(
      "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = 'cell_tensor'",
    );
    expect(told.rows).toContainEqual(['sigma_w2', 'variance of the weights']);
    expect(told.rows).toContainEqual([
      'variance',
      'in the unit of the tensor squared; population variance of its entries',
    ]);
  });
});
