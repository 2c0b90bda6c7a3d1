import { type DuckDBConnection, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Digest, Numerics } from '@rgflow/pipeline';
import { type Condition, type DigestRows, type DigestsOf, EVERY_ROW, readDigests } from './read-digests.js';
import type { ResultIndex } from './result-index.js';
import { literal } from './sql-text.js';

const KEYS: DigestsOf = { table: 'internal.recipe_key', digest: 'recipe_key', integers: ['recipe'], order: 'recipe' };

/** Puts the results of some keys into an index; what is there already stays. */
export async function readResults(
  connection: DuckDBConnection,
  index: ResultIndex,
  keys: readonly Digest[],
): Promise<void> {
  const those = {
    sql: 'recipe_key IN (SELECT unhex(unnest($1)))',
    values: [listValue([...keys])],
    types: [LIST(VARCHAR)],
  };
  const [found] = (await readDigests(connection, [KEYS], those)) as [DigestRows];
  if (found.count === 0) return;
  const recipes = listValue([...found.integers[0]!]);
  const which = { sql: 'recipe IN (SELECT unnest($1))', values: [recipes], types: [LIST(INTEGER)] };
  const names = await readNames(connection, which);
  const [outputs, tensors] = (await readDigests(connection, outputsOf(names), which)) as [DigestRows, DigestRows];
  putResults(index, names, [found, outputs, tensors], await readNumerics(connection, which));
}

/** The same of all. What takes longest is asked for in one statement. */
export async function readAllResults(connection: DuckDBConnection, index: ResultIndex): Promise<void> {
  const names = await readNames(connection, EVERY_ROW);
  const all = await readDigests(connection, [KEYS, ...outputsOf(names)], EVERY_ROW);
  const numerics = await readNumerics(connection, EVERY_ROW);
  putResults(index, names, all as [DigestRows, DigestRows, DigestRows], numerics);
}

/** Puts what was read of keys, of their outputs and of the tensors of these into an index; each by recipe. */
function putResults(
  index: ResultIndex,
  names: readonly string[],
  [keys, outputs, tensors]: readonly [keys: DigestRows, outputs: DigestRows, tensors: DigestRows],
  numerics: ReadonlyMap<number, Numerics>,
): void {
  const recipes = keys.integers[0]!;
  const [outputRecipes, outputNames, isTensor] = outputs.integers as [Int32Array, Int32Array, Int32Array];
  const [tensorRecipes, tensorNames, layers] = tensors.integers as [Int32Array, Int32Array, Int32Array];
  const numbers = index.setRecipes(keys.digests, recipes);
  const digests = index.digests.addAll(outputs.digests);
  const tensorDigests = index.digests.addAll(tensors.digests);
  const tensorsOf = (recipe: number, from: number, name: number): { layer: number; digest: number }[] => {
    const named: { layer: number; digest: number }[] = [];
    for (let i = from; tensorRecipes[i] === recipe; i++) {
      if (tensorNames[i] === name) named.push({ layer: layers[i]!, digest: tensorDigests[i]! });
    }
    return named;
  };
  let at = 0;
  let tensorAt = 0;
  for (let i = 0; i < recipes.length; i++) {
    const recipe = recipes[i]!;
    while (outputRecipes[at]! < recipe) at++;
    while (tensorRecipes[tensorAt]! < recipe) tensorAt++;
    if (index.hasResult(numbers[i]!)) continue;
    const first = index.outputs;
    for (; outputRecipes[at] === recipe; at++) {
      const name = outputNames[at]!;
      // Committed since the names were read; whoever commits notes it himself.
      if (name < 0) continue;
      index.addOutput(names[name]!, digests[at]!, isTensor[at] === 1 ? tensorsOf(recipe, tensorAt, name) : null);
    }
    // Every result has an output; a key without is of something that failed.
    if (index.outputs > first) index.setOutputs(numbers[i]!, first, numerics.get(recipe));
  }
}

async function readNames(connection: DuckDBConnection, { sql, values, types }: Condition): Promise<readonly string[]> {
  const distinct = `SELECT DISTINCT name FROM internal.output WHERE ${sql}`;
  return (await connection.runAndReadAll(distinct, values, types)).getRowsJS().map(([name]) => String(name));
}

/** Outputs and their tensors, with their names as places in a list: they are few. */
function outputsOf(names: readonly string[]): readonly [outputs: DigestsOf, tensors: DigestsOf] {
  const place = `coalesce(list_position([${names.map(literal).join(', ')}]::VARCHAR[], name), 0) - 1`;
  return [
    { table: 'internal.output', digest: 'digest', integers: ['recipe', place, "kind = 'tensor'"], order: 'recipe' },
    { table: 'internal.tensor', digest: 'digest', integers: ['recipe', place, 'layer'], order: 'recipe' },
  ];
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
