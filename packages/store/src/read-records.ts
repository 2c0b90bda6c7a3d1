import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Cell, Digest, DType, OutputRecord, Preimage, RecipeRecord, TensorSummary } from '@rgflow/pipeline';

/** The recorded recipes among `keys`, with their outputs and the summaries of their tensors. */
export async function readRecipes(
  connection: DuckDBConnection,
  keys: readonly Digest[],
): Promise<Map<Digest, RecipeRecord>> {
  const rowsOf = async (sql: string) =>
    (await connection.runAndReadAll(sql, [listValue([...keys])], [LIST(VARCHAR)])).getRowsJS();
  const among = 'WHERE recipe_key IN (SELECT unnest($1))';

  const tensors = new Map<string, Omit<TensorSummary, 'bytes'>>();
  for (const [key, name, layer, dtype, shape, mean, variance, min, max, digest] of await rowsOf(
    `SELECT recipe_key, name, layer, dtype, shape, mean, variance, min, max, digest FROM main.tensor ${among}`,
  )) {
    tensors.set(`${key} ${name} ${layer} ${digest}`, {
      layer: Number(layer),
      dtype: dtype as DType,
      shape: (shape as number[]).map(Number),
      mean: Number(mean),
      variance: Number(variance),
      min: Number(min),
      max: Number(max),
      digest: String(digest),
    });
  }

  const objects = new Map<string, { digests: Digest[]; tensors: TensorSummary[] }>();
  for (const [key, name, digest, layer, bytes] of await rowsOf(
    `SELECT recipe_key, name, digest, layer, bytes FROM internal.output_object ${among} ORDER BY position`,
  )) {
    const held = objects.get(`${key} ${name}`) ?? { digests: [], tensors: [] };
    held.digests.push(String(digest));
    const tensor = tensors.get(`${key} ${name} ${layer} ${digest}`);
    if (tensor !== undefined) held.tensors.push({ ...tensor, bytes: Number(bytes) });
    objects.set(`${key} ${name}`, held);
  }

  const outputs = new Map<Digest, OutputRecord[]>();
  for (const [key, name, digest, kind, rows, bytes] of await rowsOf(
    `SELECT recipe_key, name, digest, kind, rows, bytes FROM main.output ${among} ORDER BY rowid`,
  )) {
    const held = objects.get(`${key} ${name}`) ?? { digests: [], tensors: [] };
    const record = {
      name: String(name),
      digest: String(digest),
      rows: Number(rows),
      bytes: Number(bytes),
      objects: held.digests,
    };
    const list = outputs.get(String(key)) ?? [];
    list.push(kind === 'tensor' ? { ...record, kind, tensors: held.tensors } : { ...record, kind: 'table' });
    outputs.set(String(key), list);
  }

  const numerics = new Map<Digest, Record<string, string[]>>();
  for (const [key, stage, name] of await rowsOf(`SELECT recipe_key, stage, numerics FROM main.numerics ${among}`)) {
    const held = numerics.get(String(key)) ?? {};
    held[String(stage)] = [...(held[String(stage)] ?? []), String(name)].sort();
    numerics.set(String(key), held);
  }

  const recipes = new Map<Digest, RecipeRecord>();
  for (const [key, stage, preimage] of await rowsOf(`SELECT recipe_key, stage, preimage FROM main.recipe ${among}`)) {
    recipes.set(String(key), {
      recipeKey: String(key),
      stage: String(stage),
      preimage: JSON.parse(String(preimage)) as Preimage,
      outputs: outputs.get(String(key)) ?? [],
      numerics: numerics.get(String(key)) ?? {},
    });
  }
  return recipes;
}

/** The pre-images of a stage with the cell each was last used in, the last used first, at most `limit`. */
export async function readPreimages(
  connection: DuckDBConnection,
  stage: string,
  limit: number,
): Promise<{ preimage: Preimage; cell: Cell }[]> {
  const found = await connection.runAndReadAll(
    `SELECT r.preimage, coalesce(u.cell, '{}') FROM main.recipe r LEFT JOIN (
       SELECT recipe_key, arg_max(cell, rowid) AS cell, max(rowid) AS last FROM main.run_stage
       WHERE stage = $1 GROUP BY recipe_key) u USING (recipe_key)
     WHERE r.stage = $1 ORDER BY u.last DESC NULLS LAST, r.rowid DESC LIMIT $2`,
    [stage, limit],
  );
  return found.getRowsJS().map(([preimage, cell]) => ({
    preimage: JSON.parse(String(preimage)) as Preimage,
    cell: JSON.parse(String(cell)) as Cell,
  }));
}

/** Mean wall milliseconds of the successful executions of each stage. */
export async function readMeanWallMs(connection: DuckDBConnection): Promise<Map<string, number>> {
  const found = await connection.runAndReadAll(
    `SELECT stage, avg(wall_ms) FROM main.execution JOIN main.recipe USING (recipe_key)
     WHERE status = 'ok' GROUP BY stage ORDER BY stage`,
  );
  return new Map(found.getRowsJS().map(([stage, mean]) => [String(stage), Number(mean)]));
}
