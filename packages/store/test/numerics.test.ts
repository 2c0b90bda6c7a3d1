import { expect, it } from 'vitest';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryStore } from './temporary-store.js';

const table = { ...KL_TABLE, measuredColumns: { seconds: 'wallSeconds', numerics: 'numerics' } } as const;
const cell = { sigmaW2: 1.5, depth: 2 };

it('what a result was computed with comes back with its recipe, and is a column of its table', async () => {
  const store = await temporaryStore();
  await store.beginRun(runOf('r1', 'grid', [table]));
  const mixed = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(2), {
    recipe: 'mixed',
    numerics: { activations: ['OpenBLAS'], train: ['OpenBLAS', 'WASM'] },
  });
  const none = tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(1, 5), { recipe: 'none' });
  await execute(store, mixed, cell);
  await execute(store, none, { ...cell, depth: 3 });
  await store.endRun('r1', 'complete');
  const recipes = await store.recipes([mixed.recipe.recipeKey, none.recipe.recipeKey]);
  expect(recipes.get(mixed.recipe.recipeKey)!.numerics).toEqual({
    activations: ['OpenBLAS'],
    train: ['OpenBLAS', 'WASM'],
  });
  expect(recipes.get(none.recipe.recipeKey)!.numerics).toEqual({});
  const shown = await store.query('SELECT depth, kl, seconds, numerics FROM kl_layer ORDER BY ALL');
  expect(shown.rows).toEqual([
    [2, 0, 1.5, 'OpenBLAS; WASM'],
    [2, 0.125, 1.5, 'OpenBLAS; WASM'],
    [3, 5, 1.5, null],
  ]);
});

it('a result that is made again has what it was made with last', async () => {
  const store = await temporaryStore();
  await store.beginRun(runOf('r1', 'grid', [table]));
  for (const numerics of [{ train: ['OpenBLAS'] }, { train: ['WASM'] }]) {
    await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(1), { recipe: 'again', numerics }), cell);
    await store.flush();
  }
  await store.endRun('r1', 'complete');
  expect((await store.query('SELECT numerics FROM kl_layer')).rows).toEqual([['WASM']]);
});
