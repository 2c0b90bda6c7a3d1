import { type DuckDBConnection, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type {
  Cell,
  Digest,
  DType,
  MachineKind,
  OutputRecord,
  Preimage,
  RecipeRecord,
  TensorSummary,
  Timing,
} from '@rgflow/pipeline';

/** The recorded recipes among `keys`, with their outputs and the summaries of their tensors. */
export async function readRecipes(
  connection: DuckDBConnection,
  keys: readonly Digest[],
): Promise<Map<Digest, RecipeRecord>> {
  const keyOf = new Map<number, Digest>();
  for (const [recipe, key] of (
    await connection.runAndReadAll(
      `SELECT recipe, lower(hex(recipe_key)) FROM internal.recipe_key SEMI JOIN internal.recipe USING (recipe)
       WHERE recipe_key IN (SELECT unhex(unnest($1)))`,
      [listValue([...keys])],
      [LIST(VARCHAR)],
    )
  ).getRowsJS()) {
    keyOf.set(Number(recipe), String(key));
  }
  if (keyOf.size === 0) return new Map();
  const numbers = listValue([...keyOf.keys()]);
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql, [numbers], [LIST(INTEGER)])).getRowsJS();
  const among = 'WHERE recipe IN (SELECT unnest($1))';

  const tensors = new Map<string, TensorSummary[]>();
  for (const [recipe, name, layer, dtype, shape, mean, variance, min, max, digest, bytes] of await rowsOf(
    `SELECT recipe, name, layer, dtype, shape, mean, variance, min, max, lower(hex(digest)), bytes FROM internal.tensor ${among}
     ORDER BY position`,
  )) {
    const list = tensors.get(`${recipe} ${name}`) ?? [];
    tensors.set(`${recipe} ${name}`, list);
    list.push({
      layer: Number(layer),
      dtype: dtype as DType,
      shape: (shape as number[]).map(Number),
      mean: Number(mean),
      variance: Number(variance),
      min: Number(min),
      max: Number(max),
      digest: String(digest),
      bytes: Number(bytes),
    });
  }

  const outputs = new Map<number, OutputRecord[]>();
  for (const [recipe, name, hex, kind, rows, bytes] of await rowsOf(
    `SELECT recipe, name, lower(hex(digest)), kind, rows, bytes FROM internal.output ${among} ORDER BY rowid`,
  )) {
    const digest = String(hex);
    const record = { name: String(name), digest, rows: Number(rows), bytes: Number(bytes) };
    const own = tensors.get(`${recipe} ${name}`) ?? [];
    const list = outputs.get(Number(recipe)) ?? [];
    outputs.set(Number(recipe), list);
    if (kind === 'table') list.push({ ...record, kind, objects: [digest] });
    else list.push({ ...record, kind: 'tensor', objects: own.map((tensor) => tensor.digest), tensors: own });
  }

  const numerics = new Map<number, Record<string, string[]>>();
  for (const [recipe, stage, name] of await rowsOf(`SELECT recipe, stage, numerics FROM internal.numerics ${among}`)) {
    const held = numerics.get(Number(recipe)) ?? {};
    held[String(stage)] = [...(held[String(stage)] ?? []), String(name)].sort();
    numerics.set(Number(recipe), held);
  }

  const recipes = new Map<Digest, RecipeRecord>();
  for (const [recipe, stage, preimage] of await rowsOf(
    `SELECT recipe, stage, head || rest FROM internal.recipe JOIN internal.code USING (code) ${among}`,
  )) {
    const number = Number(recipe);
    const key = keyOf.get(number)!;
    recipes.set(key, {
      recipeKey: key,
      stage: String(stage),
      preimage: JSON.parse(String(preimage)) as Preimage,
      outputs: outputs.get(number) ?? [],
      numerics: numerics.get(number) ?? {},
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
    `SELECT c.head, r.rest, coalesce(u.cell, '{}') FROM internal.recipe r JOIN internal.code c USING (code) LEFT JOIN (
       SELECT recipe, arg_max(cell, rowid) AS cell, max(rowid) AS last FROM internal.run_stage
       WHERE stage = $1 GROUP BY recipe) u USING (recipe)
     WHERE c.stage = $1 ORDER BY u.last DESC NULLS LAST, r.recipe DESC LIMIT $2`,
    [stage, limit],
  );
  // Pre-images of one code have it in common, as those of a run have.
  const heads = new Map<string, Pick<Preimage, 'keyVersion' | 'stage' | 'code'>>();
  return found.getRowsJS().map(([text, rest, cell]) => {
    const head = heads.get(String(text)) ?? (JSON.parse(`${text}}`) as Pick<Preimage, 'keyVersion' | 'stage' | 'code'>);
    heads.set(String(text), head);
    const own = JSON.parse(`{${String(rest).slice(1)}`) as Omit<Preimage, 'keyVersion' | 'stage' | 'code'>;
    return { preimage: { ...head, ...own }, cell: JSON.parse(String(cell)) as Cell };
  });
}

/** Successful executions of each stage on a kind of machine, the newest first, at most `limit` of each. */
export async function readTimings(
  connection: DuckDBConnection,
  { cpu, cores }: MachineKind,
  limit: number,
): Promise<Map<string, readonly Timing[]>> {
  const found = await connection.runAndReadAll(
    `WITH run AS (
       SELECT sequence AS run FROM main.run
       WHERE coalesce(provenance ->> '$.cpu', $1) IS NOT DISTINCT FROM $1
         AND coalesce((provenance ->> '$.cores')::INTEGER, $2) = $2),
     newest AS (
       SELECT run, recipe, c.stage, e.wall_ms, e.max_rss_bytes, e.started_at
       FROM internal.execution e SEMI JOIN run USING (run) JOIN internal.recipe USING (recipe) JOIN internal.code c USING (code)
       WHERE e.status = 'ok' QUALIFY row_number() OVER (PARTITION BY c.stage ORDER BY e.started_at DESC, e.rowid DESC) <= $3)
     SELECT n.stage, s.cell, n.wall_ms, n.max_rss_bytes FROM newest n JOIN internal.run_stage s USING (run, recipe)
     WHERE s.outcome = 'executed' ORDER BY n.stage, n.started_at DESC`,
    [cpu, cores, limit],
  );
  const timings = new Map<string, Timing[]>();
  for (const [stage, cell, wallMs, bytes] of found.getRowsJS()) {
    const timing = { cell: JSON.parse(String(cell)) as Cell, wallMs: Number(wallMs), maxRssBytes: Number(bytes) };
    const same = timings.get(String(stage));
    if (same === undefined) timings.set(String(stage), [timing]);
    else same.push(timing);
  }
  return timings;
}
