import { type DuckDBConnection, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Digest, Numerics } from '@rgflow/pipeline';
import { type Condition, EVERY_ROW, readDigests } from './read-digests.js';
import type { NumberedOutput, ResultIndex } from './result-index.js';
import { literal } from './sql-text.js';

/** Puts the results of some keys into an index, or of all; what is there already stays. */
export async function readResults(
  connection: DuckDBConnection,
  index: ResultIndex,
  keys?: readonly Digest[],
): Promise<void> {
  const found = await readDigests(
    connection,
    { table: 'internal.recipe_key', digest: 'recipe_key', integers: ['recipe'], order: 'recipe' },
    keys === undefined
      ? EVERY_ROW
      : { sql: 'recipe_key IN (SELECT unhex(unnest($1)))', values: [listValue([...keys])], types: [LIST(VARCHAR)] },
  );
  if (found.count === 0) return;
  const recipes = found.integers[0]!;
  const numbers = index.setRecipes(found.digests, recipes);
  const which: Condition =
    keys === undefined
      ? EVERY_ROW
      : { sql: 'recipe IN (SELECT unnest($1))', values: [listValue([...recipes])], types: [LIST(INTEGER)] };
  const outputs = await readOutputs(connection, index, which);
  const numerics = await readNumerics(connection, which);
  for (const [i, recipe] of recipes.entries()) {
    const own = outputs(recipe);
    // Every result has an output; a key without is of something that failed.
    if (own.length > 0 && !index.hasResult(numbers[i]!)) index.setResult(numbers[i]!, own, numerics.get(recipe));
  }
}

/** The outputs of recipes, which are to be asked for in their order. */
async function readOutputs(
  connection: DuckDBConnection,
  index: ResultIndex,
  which: Condition,
): Promise<(recipe: number) => readonly NumberedOutput[]> {
  const distinct = `SELECT DISTINCT name FROM internal.output WHERE ${which.sql}`;
  const names = (await connection.runAndReadAll(distinct, which.values, which.types))
    .getRowsJS()
    .map(([name]) => String(name));
  // Names are few, so they come as their places in a list.
  const place = `list_position([${names.map(literal).join(', ')}]::VARCHAR[], name) - 1`;
  const order = 'recipe, rowid';
  const outputs = await readDigests(
    connection,
    { table: 'internal.output', digest: 'digest', integers: ['recipe', place, "kind = 'tensor'"], order },
    which,
  );
  const tensors = await readDigests(
    connection,
    { table: 'internal.tensor', digest: 'digest', integers: ['recipe', place, 'layer'], order },
    which,
  );
  const [recipes, outputNames, isTensor] = outputs.integers as [Int32Array, Int32Array, Int32Array];
  const [tensorRecipes, tensorNames, layers] = tensors.integers as [Int32Array, Int32Array, Int32Array];
  const digests = index.digests.addAll(outputs.digests);
  const tensorDigests = index.digests.addAll(tensors.digests);
  let at = 0;
  let tensorAt = 0;
  return (recipe) => {
    while (recipes[at]! < recipe) at++;
    while (tensorRecipes[tensorAt]! < recipe) tensorAt++;
    const own: NumberedOutput[] = [];
    for (; recipes[at] === recipe; at++) {
      const named: { layer: number; digest: number }[] = [];
      for (let i = tensorAt; tensorRecipes[i] === recipe; i++) {
        if (tensorNames[i] === outputNames[at]) named.push({ layer: layers[i]!, digest: tensorDigests[i]! });
      }
      own.push({ name: names[outputNames[at]!]!, digest: digests[at]!, tensors: isTensor[at] === 1 ? named : null });
    }
    return own;
  };
}

/** By recipe; recipes that were computed alike have one object in common. */
async function readNumerics(
  connection: DuckDBConnection,
  { sql, values, types }: Condition,
): Promise<ReadonlyMap<number, Numerics>> {
  const found = await connection.runAndReadAll(
    `SELECT recipe, stage, numerics FROM internal.numerics WHERE ${sql} ORDER BY recipe, stage, numerics`,
    values,
    types,
  );
  const byRecipe = new Map<number, Record<string, string[]>>();
  for (const [recipe, stage, name] of found.getRowsJS()) {
    const held = byRecipe.get(Number(recipe)) ?? {};
    held[String(stage)] = [...(held[String(stage)] ?? []), String(name)];
    byRecipe.set(Number(recipe), held);
  }
  const shared = new Map<string, Numerics>();
  return new Map(
    [...byRecipe].map(([recipe, numerics]) => {
      const text = JSON.stringify(numerics);
      const same = shared.get(text) ?? numerics;
      shared.set(text, same);
      return [recipe, same];
    }),
  );
}
