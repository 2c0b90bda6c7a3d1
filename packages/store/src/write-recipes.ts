import { type DuckDBConnection, type DuckDBValue, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Commit, Digest, OutputRecord, RecipeRecord } from '@rgflow/pipeline';
import { appendRows } from './append.js';
import type { Catalogue } from './catalogue.js';
import { rowsShownOtherwise } from './shown-rows.js';
import { json } from './sql-text.js';
import type { OwnRows } from './table-columns.js';

/**
 * Recipes and outputs that are new or changed, with the rows of their tables; `rows` are the decoded tables of a
 * commit, by output name.
 */
export async function writeRecipes(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  commits: readonly { readonly commit: Commit; readonly rows: ReadonlyMap<string, OwnRows> }[],
): Promise<void> {
  if (commits.length === 0) return;
  const last = new Map(commits.map((operation) => [operation.commit.recipe.recipeKey, operation]));
  const known = await knownOutputs(connection, [...last.keys()]);
  const newRecipes: RecipeRecord[] = [];
  const outputs: { key: Digest; output: OutputRecord }[] = [];
  const tables = new Map<string, { recipeKey: Digest; rows: OwnRows }[]>();

  for (const [key, { commit, rows }] of last) {
    const { recipe } = commit;
    const before = known.get(key);
    if (before === undefined) newRecipes.push(recipe);
    for (const output of recipe.outputs) {
      const earlier = before?.get(output.name);
      const own = output.kind === 'table' ? rows.get(output.name) : undefined;
      if (earlier === output.digest) {
        if (own === undefined || !(await isShownOtherwise(connection, catalogue, key, output.name, own))) continue;
        await catalogue.removeRows(connection, output.name, key);
      } else {
        if (earlier !== undefined) await removeOutput(connection, catalogue, key, output.name);
        outputs.push({ key, output });
      }
      if (own === undefined) continue;
      const parts = tables.get(output.name) ?? [];
      parts.push({ recipeKey: key, rows: own });
      tables.set(output.name, parts);
    }
  }

  const recipes = newRecipes.map(({ recipeKey, stage, preimage }) => [recipeKey, stage, json(preimage)]);
  await appendRows(connection, 'main', 'recipe', recipes);
  await writeNumerics(
    connection,
    known,
    [...last.values()].map(({ commit }) => commit.recipe),
  );
  await writeOutputs(connection, outputs);
  for (const [name, parts] of tables) await catalogue.append(connection, name, parts);
}

/** Those of the execution that was last: of a recipe that is known they are put in the place of the earlier ones. */
async function writeNumerics(
  connection: DuckDBConnection,
  known: ReadonlyMap<Digest, unknown>,
  recipes: readonly RecipeRecord[],
): Promise<void> {
  const again = recipes.filter(({ recipeKey }) => known.has(recipeKey)).map(({ recipeKey }) => recipeKey);
  if (again.length > 0) {
    await connection.run(
      'DELETE FROM main.numerics WHERE recipe_key IN (SELECT unnest($1))',
      [listValue(again)],
      [LIST(VARCHAR)],
    );
  }
  const rows = recipes.flatMap(({ recipeKey, numerics }) =>
    Object.entries(numerics).flatMap(([stage, names]) => names.map((name) => [recipeKey, stage, name])),
  );
  await appendRows(connection, 'main', 'numerics', rows);
}

/** Whether rows were changed by hand: a result that is made again has them put right. */
async function isShownOtherwise(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  key: Digest,
  name: string,
  rows: OwnRows,
): Promise<boolean> {
  if (rows.rows === 0 && catalogue.withoutView(name) !== null) return false;
  return (await rowsShownOtherwise(connection, name, key, rows)) !== null;
}

/** Digest of each recorded output of each recorded recipe among `keys`. */
async function knownOutputs(
  connection: DuckDBConnection,
  keys: readonly Digest[],
): Promise<Map<Digest, Map<string, Digest>>> {
  const found = await connection.runAndReadAll(
    `SELECT r.recipe_key, o.name, o.digest FROM main.recipe r LEFT JOIN main.output o USING (recipe_key)
     WHERE r.recipe_key IN (SELECT unnest($1))`,
    [listValue([...keys])],
    [LIST(VARCHAR)],
  );
  const known = new Map<Digest, Map<string, Digest>>();
  for (const [key, name, digest] of found.getRowsJS()) {
    const outputs = known.get(String(key)) ?? new Map<string, Digest>();
    if (name !== null) outputs.set(String(name), String(digest));
    known.set(String(key), outputs);
  }
  return known;
}

async function removeOutput(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  key: Digest,
  name: string,
): Promise<void> {
  for (const table of ['main.output', 'main.tensor', 'internal.output_object']) {
    await connection.run(`DELETE FROM ${table} WHERE recipe_key = $1 AND name = $2`, [key, name]);
  }
  await catalogue.removeRows(connection, name, key);
}

async function writeOutputs(
  connection: DuckDBConnection,
  outputs: readonly { readonly key: Digest; readonly output: OutputRecord }[],
): Promise<void> {
  await appendRows(
    connection,
    'main',
    'output',
    outputs.map(({ key, output: o }) => [key, o.name, o.digest, o.kind, BigInt(o.rows), BigInt(o.bytes)]),
  );
  await appendRows(
    connection,
    'internal',
    'output_object',
    outputs.flatMap(({ key, output: { name, objects, tensors } }) =>
      objects.map((digest, position): DuckDBValue[] => {
        const tensor = tensors?.[position];
        const bytes = tensor === undefined ? null : BigInt(tensor.bytes);
        return [key, name, position, digest, tensor?.layer ?? null, bytes];
      }),
    ),
  );
  await appendRows(
    connection,
    'main',
    'tensor',
    outputs.flatMap(({ key, output: { name, tensors = [] } }) =>
      tensors.map(({ layer, dtype, shape, mean, variance, min, max, digest }): DuckDBValue[] => {
        return [key, name, layer, dtype, listValue([...shape]), mean, variance, min, max, digest];
      }),
    ),
  );
}
