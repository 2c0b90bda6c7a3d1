import type { Commit, RunStageRecord } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import {
  type ExecutedCommit,
  execute,
  KL_COLUMNS,
  KL_TABLE,
  klRows,
  runOf,
  tableCommit,
  tensorCommit,
} from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

/** The result without the execution, as it comes from a shard or a shared cache. */
function elsewhere(commit: ExecutedCommit): Commit {
  return { ...commit, execution: null };
}

function hitOf({ recipe }: Commit, runId: string): RunStageRecord {
  const cell = { sigmaW2: 1.5, depth: 2 };
  return { runId, recipeKey: recipe.recipeKey, stage: recipe.stage, cell, outcome: 'hit', reason: '' };
}

describe('a result that was made elsewhere', () => {
  it('is kept without an execution, before any run, and found by its key', async () => {
    const file = temporaryFile();
    const table = tableCommit('there', 'kl_layer', KL_COLUMNS, klRows(2));
    const tensors = tensorCommit('there', 'weights', 'float32', [{ shape: [2], data: Float32Array.of(1, 2) }]);
    const first = await temporaryStore(file);
    await Promise.all([first.commit(elsewhere(table)), first.commit(elsewhere(tensors)), first.flush()]);
    await first.close();

    const store = await temporaryStore(file);
    const recipes = await store.recipes([table.recipe.recipeKey, tensors.recipe.recipeKey]);
    expect([...recipes.values()]).toEqual(expect.arrayContaining([table.recipe, tensors.recipe]));
    expect(await store.read(tensors.objects[0]!.digest)).toEqual(tensors.objects[0]!.bytes);
    expect((await store.preimages('kl', 5)).map(({ cell }) => cell)).toEqual([{}, {}]);
    const counts = 'SELECT (SELECT count(*) FROM execution), (SELECT count(*) FROM run), (SELECT count(*) FROM recipe)';
    expect((await store.query(counts)).rows).toEqual([[0, 0, 2]]);
    expect([...(await store.timings({ cpu: null, cores: 1 }, 10))]).toEqual([]);
    expect((await store.query('FROM history.kl_layer')).rows).toEqual([]);
  });

  it('shows its rows as soon as a run hits it, with NULL for what was measured', async () => {
    const store = await temporaryStore();
    const commit = elsewhere(tableCommit('there', 'kl_layer', KL_COLUMNS, klRows(2)));
    await store.commit(commit);
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    store.recordStage(hitOf(commit, 'r1'));
    await store.endRun('r1', 'complete');
    const { rows } = await store.query('SELECT study, sigma_w2, layer, kl, seconds FROM kl_layer ORDER BY layer');
    expect(rows).toEqual([
      ['grid', 1.5, 1, 0, null],
      ['grid', 1.5, 2, 0.125, null],
    ]);
  });

  it('is one with the same result made here: the rows once, with the time of the execution here', async () => {
    const store = await temporaryStore();
    const here = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2), { wallMs: 7000 });
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    await execute(store, here, { sigmaW2: 1.5, depth: 2 });
    await store.commit(elsewhere(here));
    await store.endRun('r1', 'complete');
    expect((await store.query('SELECT layer, seconds FROM kl_layer ORDER BY layer')).rows).toEqual([
      [1, 7],
      [2, 7],
    ]);
    expect((await store.query('SELECT count(*) FROM execution')).rows).toEqual([[1]]);
  });
});
