import { type Columns, decodeTable, digestOf, encodeTable, type Row } from '@rgflow/pipeline';
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
