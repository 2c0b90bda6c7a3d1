import { type DuckDBConnection, type DuckDBValue, INTEGER, LIST, listValue } from '@duckdb/node-api';
import type { Commit, OutputRecord, RecipeRecord } from '@rgflow/pipeline';
import { appendRows, digestValue } from './append.js';
import type { Catalogue } from './catalogue.js';
import { type CodeHeads, restOf } from './code-heads.js';
import type { RecipeNumbers } from './recipe-numbers.js';
import { rowsShownOtherwise } from './shown-rows.js';
import type { StoredResults } from './stored-results.js';
import type { OwnRows } from './table-columns.js';

/** A result to write; `rows` are the decoded tables of the commit, by output name. */
export interface DecodedCommit {
  readonly commit: Commit;
  readonly rows: ReadonlyMap<string, OwnRows>;
}

/** What the results of a transaction are written with. */
export interface RecipeWriting {
  readonly catalogue: Catalogue;
  /** Which have looked for the keys of all commits. */
  readonly results: StoredResults;
  readonly recipes: RecipeNumbers;
  readonly heads: CodeHeads;
}

/** Writes recipes and outputs that are new or changed, with the rows of their tables. */
export async function writeRecipes(
  connection: DuckDBConnection,
  commits: readonly DecodedCommit[],
  { catalogue, results, recipes, heads }: RecipeWriting,
): Promise<void> {
  if (commits.length === 0) return;
  const last = new Map(commits.map((operation) => [operation.commit.recipe.recipeKey, operation]));
  const newRecipes: RecipeRecord[] = [];
  const known = new Set<number>();
  const outputs: WrittenOutput[] = [];
  const tables = new Map<string, { recipe: number; rows: OwnRows }[]>();
  const same: WrittenOutput[] = [];

  for (const [key, { commit, rows }] of last) {
    const recipe = recipes.of(key);
    const before = results.result(key, () => true);
    if (before === null) newRecipes.push(commit.recipe);
    else known.add(recipe);
    for (const output of commit.recipe.outputs) {
      const earlier = before?.outputs.find(({ name }) => name === output.name)?.digest;
      const own = output.kind === 'table' ? rows.get(output.name) : undefined;
      if (earlier === output.digest) {
        if (output.kind === 'tensor') same.push({ recipe, output });
        if (own === undefined || !(await isShownOtherwise(connection, catalogue, recipe, output.name, own))) continue;
        await catalogue.removeRows(connection, output.name, recipe);
      } else {
        if (earlier !== undefined) await removeOutput(connection, catalogue, recipe, output.name);
        outputs.push({ recipe, output });
      }
      if (own === undefined) continue;
      const parts = tables.get(output.name) ?? [];
      parts.push({ recipe, rows: own });
      tables.set(output.name, parts);
    }
  }

  await heads.load(connection);
  const rows = newRecipes.map(({ recipeKey, preimage }) => {
    return [recipes.of(recipeKey), heads.numberOf(preimage), restOf(preimage)];
  });
  await heads.write(connection);
  await appendRows(connection, 'internal', 'recipe', rows);
  const written = [...last].map(([key, { commit }]) => ({ recipe: recipes.of(key), numerics: commit.recipe.numerics }));
  await writeNumerics(connection, known, written);
  await writeMade(
    connection,
    recipes,
    [...last.values()].map(({ commit }) => commit),
  );
  await writeOutputs(connection, outputs);
  await rewriteSummaries(connection, same);
  for (const [name, parts] of tables) await catalogue.append(connection, name, parts);
}

/** Those of the execution that was last: of a recipe that is known they are put in the place of the earlier ones. */
async function writeNumerics(
  connection: DuckDBConnection,
  known: ReadonlySet<number>,
  written: readonly ({ readonly recipe: number } & Pick<RecipeRecord, 'numerics'>)[],
): Promise<void> {
  if (known.size > 0) {
    await connection.run(
      'DELETE FROM internal.numerics WHERE recipe IN (SELECT unnest($1))',
      [listValue([...known])],
      [LIST(INTEGER)],
    );
  }
  const rows = written.flatMap(({ recipe, numerics }) =>
    Object.entries(numerics).flatMap(([stage, names]) => names.map((name) => [recipe, stage, name])),
  );
  await appendRows(connection, 'internal', 'numerics', rows);
}

/** Of what is kept without an execution, where it was made. */
async function writeMade(
  connection: DuckDBConnection,
  recipes: RecipeNumbers,
  commits: readonly Commit[],
): Promise<void> {
  const rows = commits.flatMap(({ recipe, execution, made }): DuckDBValue[][] =>
    execution !== null || made === undefined ? [] : [[recipes.of(recipe.recipeKey), made.node, made.platform]],
  );
  if (rows.length === 0) return;
  const those = listValue(rows.map(([recipe]) => recipe!));
  await connection.run('DELETE FROM internal.made WHERE recipe IN (SELECT unnest($1))', [those], [LIST(INTEGER)]);
  await appendRows(connection, 'internal', 'made', rows);
}

/** Whether rows were changed by hand: a result that is made again has them put right. */
async function isShownOtherwise(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  recipe: number,
  name: string,
  rows: OwnRows,
): Promise<boolean> {
  if (rows.rows === 0 && catalogue.withoutView(name) !== null) return false;
  return (await rowsShownOtherwise(connection, name, recipe, rows)) !== null;
}

async function removeOutput(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  recipe: number,
  name: string,
): Promise<void> {
  for (const table of ['output', 'tensor']) {
    await connection.run(`DELETE FROM internal.${table} WHERE recipe = $1 AND name = $2`, [recipe, name]);
  }
  await catalogue.removeRows(connection, name, recipe);
}

interface WrittenOutput {
  readonly recipe: number;
  readonly output: OutputRecord;
}

async function writeOutputs(connection: DuckDBConnection, outputs: readonly WrittenOutput[]): Promise<void> {
  await appendRows(
    connection,
    'internal',
    'output',
    outputs.map(({ recipe, output: o }) => {
      return [recipe, o.name, digestValue(o.digest), o.kind, BigInt(o.rows), BigInt(o.bytes)];
    }),
  );
  await appendRows(connection, 'internal', 'tensor', outputs.flatMap(tensorRows));
}

function tensorRows({ recipe, output: { name, tensors = [] } }: WrittenOutput): DuckDBValue[][] {
  return tensors.map((tensor, position): DuckDBValue[] => {
    const { layer, dtype, shape, mean, variance, min, max, digest, bytes } = tensor;
    const summary = [listValue([...shape]), mean, variance, min, max];
    return [recipe, name, position, layer, dtype, ...summary, digestValue(digest), BigInt(bytes)];
  });
}

/** Summaries that were changed by hand are put right when a result is made again, as rows are. */
async function rewriteSummaries(connection: DuckDBConnection, outputs: readonly WrittenOutput[]): Promise<void> {
  if (outputs.length === 0) return;
  const found = await connection.runAndReadAll(
    `SELECT recipe, name, string_agg(concat_ws(' ', layer, dtype, shape::JSON), ';' ORDER BY position),
       list(mean ORDER BY position), list(variance ORDER BY position), list(min ORDER BY position), list(max ORDER BY position)
     FROM internal.tensor WHERE recipe IN (SELECT unnest($1)) GROUP BY recipe, name`,
    [listValue(outputs.map(({ recipe }) => recipe))],
    [LIST(INTEGER)],
  );
  const recorded = new Map(
    found.getRowsJS().map(([recipe, name, ...told]) => [`${recipe} ${name}`, told.map(String).join(' ')]),
  );
  const other = outputs.filter(({ recipe, output: { name, tensors = [] } }) => {
    const told = [
      tensors.map(({ layer, dtype, shape }) => `${layer} ${dtype} ${JSON.stringify(shape)}`).join(';'),
      ...(['mean', 'variance', 'min', 'max'] as const).map((each) => tensors.map((tensor) => tensor[each]).join()),
    ];
    return (recorded.get(`${recipe} ${name}`) ?? '') !== (tensors.length === 0 ? '' : told.join(' '));
  });
  for (const { recipe, output } of other) {
    await connection.run('DELETE FROM internal.tensor WHERE recipe = $1 AND name = $2', [recipe, output.name]);
  }
  await appendRows(connection, 'internal', 'tensor', other.flatMap(tensorRows));
}
