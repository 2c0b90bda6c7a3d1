import type { Commit, RunStageRecord } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import {
  type ExecutedCommit,
  execute,
  KL_COLUMNS,
  KL_TABLE,
  keyOf,
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
    expect([...(await store.meanWallMs())]).toEqual([]);
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

describe('a warning', () => {
  it('is kept with its run: of an instance, of a stage, or of the whole run', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', []));
    const ofRun = { runId: 'r1', recipeKey: null, stage: null, cell: null, message: 'the code changed' };
    first.recordWarning(ofRun);
    first.recordWarning({ ...ofRun, stage: 'kl', message: 'of a stage' });
    first.recordWarning({ ...ofRun, stage: 'kl', recipeKey: keyOf('a'), cell: { seed: 1 }, message: 'of an instance' });
    await first.endRun('r1', 'complete');
    await first.close();
    const store = await temporaryStore(file);
    expect(
      (await store.query("SELECT run_id, stage, recipe_key, cell ->> '$.seed', message FROM warning")).rows,
    ).toEqual([
      ['r1', null, null, null, 'the code changed'],
      ['r1', 'kl', null, null, 'of a stage'],
      ['r1', 'kl', keyOf('a'), '1', 'of an instance'],
    ]);
  });
});

describe('an execution that failed', () => {
  it('is written down without a result', async () => {
    const store = await temporaryStore();
    const { execution } = tableCommit('r1', 'kl_layer', KL_COLUMNS, []);
    await store.beginRun(runOf('r1', 'grid', []));
    store.recordExecution({ ...execution, recipeKey: keyOf('failing'), status: 'failed', error: 'Error: no' });
    await store.endRun('r1', 'partial');
    expect((await store.query('SELECT run_id, status, error FROM execution')).rows).toEqual([
      ['r1', 'failed', 'Error: no'],
    ]);
    expect((await store.recipes([keyOf('failing')])).size).toBe(0);
  });
});
