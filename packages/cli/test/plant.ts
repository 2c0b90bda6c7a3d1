import {
  type Columns,
  decodeTable,
  digestOf,
  encodeTable,
  type RecipeRecord,
  type Row,
  recipeKey,
} from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';

/**
 * Puts other rows under the key of a result, so that everything in the store agrees with everything else: only executing it
 * again can tell.
 *
 * @param change  what becomes of each row
 */
export async function plant<C extends Columns>(
  store: DuckDbStore,
  recipeKey: string,
  table: string,
  columns: C,
  change: (row: Row<C>) => Row<C>,
): Promise<void> {
  const recipe = (await store.recipes([recipeKey])).get(recipeKey)!;
  const output = recipe.outputs.find(({ name }) => name === table)!;
  const rows = decodeTable(columns, (await store.read(output.objects[0]!))!).map(change);
  const bytes = encodeTable(columns, rows);
  const digest = digestOf(bytes);
  const wrong = { ...output, digest, bytes: bytes.length, objects: [digest] };
  await store.commit({
    recipe: { ...recipe, outputs: recipe.outputs.map((each) => (each === output ? wrong : each)) },
    tables: { [table]: { digest, bytes } },
    objects: [],
    execution: null,
  });
}

/**
 * Writes the newest run of a store into another as if one module of its stages had been another then.
 *
 * @param outputs  what becomes of the outputs of each recipe
 */
export async function asOfEarlierCode(
  from: DuckDbStore,
  into: DuckDbStore,
  module: string,
  outputs: (outputs: RecipeRecord['outputs']) => RecipeRecord['outputs'] = (all) => all,
): Promise<void> {
  const { rows: runs } = await from.query('select run_id, study, config from run order by sequence desc limit 1');
  const [runId, study, config] = runs[0]!.map(String) as [string, string, string];
  await into.beginRun({ runId, study, config: JSON.parse(config), startedAt: new Date(), provenance: {}, tables: [] });
  const { rows } = await from.query(`select recipe_key, stage, cell from run_stage where run_id = '${runId}'`);
  const recipes = await from.recipes(rows.map(([key]) => String(key)));
  for (const [key, stage, cell] of rows.map((row) => row.map(String) as [string, string, string])) {
    const recipe = recipes.get(key)!;
    const { code } = recipe.preimage;
    const preimage = { ...recipe.preimage, code: { ...code, modules: { ...code.modules, [module]: 'e'.repeat(64) } } };
    const given = outputs(recipe.outputs);
    const stored = async (digest: string) => ({ digest, bytes: (await from.read(digest))! });
    const tables = given.map(async ({ name, digest }) => [name, await stored(digest)] as const);
    const earlier = { ...recipe, recipeKey: recipeKey(preimage), preimage, outputs: given };
    await into.commit({
      recipe: earlier,
      tables: Object.fromEntries(await Promise.all(tables)),
      objects: [],
      execution: null,
    });
    into.recordStage({
      runId,
      recipeKey: earlier.recipeKey,
      stage,
      cell: JSON.parse(cell),
      outcome: 'executed',
      reason: '',
    });
  }
  await into.endRun(runId, 'complete');
}
