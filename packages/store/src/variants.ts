import type { DuckDBConnection } from '@duckdb/node-api';
import type { Digest, MadeAt } from '@rgflow/pipeline';
import { literal } from './sql-text.js';

/** An output that two stores have under one key with two digests; the first was kept. */
export interface Variant {
  readonly recipeKey: Digest;
  readonly stage: string;
  readonly output: string;
  readonly kept: Digest;
  readonly other: Digest;
  /** With what each was computed: what multiplied matrices, Node, the platform. */
  readonly keptNumerics: string;
  readonly otherNumerics: string;
  /** The store of the other. */
  readonly store: string;
}

/** One key has two digests although both were computed alike: one of them is wrong, or the stage is not reproducible. */
export class VariantError extends Error {
  override readonly name = 'VariantError';
  readonly failure = 'store-damaged';
}

type Parts = Parameters<typeof computationText>;

/**
 * Finds the outputs that the database attached as `theirs` has under a key of this one with another digest, and records them
 * with what both were computed with. `recipe_map` has the numbers of recipes; `variant_recipe` is left with those here.
 * Inside the transaction of the connection.
 *
 * @throws {VariantError} if both were computed alike.
 */
export async function recordVariants(connection: DuckDBConnection, store: string): Promise<readonly Variant[]> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE variant_output AS
       SELECT m.ours AS recipe, m.theirs, o.name, o.digest AS kept, t.digest AS other FROM theirs.internal.output t
       JOIN recipe_map m ON m.theirs = t.recipe JOIN internal.output o ON o.recipe = m.ours AND o.name = t.name
       WHERE o.digest <> t.digest;
     CREATE OR REPLACE TEMP TABLE variant_recipe AS SELECT DISTINCT recipe FROM variant_output`,
  );
  const found = await connection.runAndReadAll(
    `WITH ours AS (${computedWith('rgflow', 'SELECT recipe FROM variant_output')}),
       theirs_with AS (${computedWith('theirs', 'SELECT theirs FROM variant_output')})
     SELECT lower(hex(k.recipe_key)), c.stage, v.name, lower(hex(v.kept)), lower(hex(v.other)),
       a.multiplied, a.node, a.platform, b.multiplied, b.node, b.platform
     FROM variant_output v JOIN internal.recipe_key k USING (recipe) JOIN internal.recipe r USING (recipe)
     JOIN internal.code c USING (code) JOIN ours a ON a.recipe = v.recipe JOIN theirs_with b ON b.recipe = v.theirs
     ORDER BY c.stage, k.recipe_key, v.name`,
  );
  const variants: Variant[] = [];
  for (const row of found.getRowsJS().map((each) => each.map((value) => (value === null ? null : String(value))))) {
    const [recipeKey, stage, output, kept, other] = row as [string, string, string, string, string];
    const [ours, theirs] = [row.slice(5, 8), row.slice(8, 11)] as [Parts, Parts];
    const said = { keptNumerics: computationText(...ours), otherNumerics: computationText(...theirs) };
    const variant = { recipeKey, stage, output, kept, other, store, ...said };
    if (ours[1] !== null && ours.every((part, i) => part === theirs[i])) throw alike(variant);
    variants.push(variant);
  }
  await writeVariants(connection, variants);
  return variants;
}

/** Writes those that are not written down yet. Inside the transaction of the connection. */
export async function writeVariants(connection: DuckDBConnection, variants: readonly Variant[]): Promise<void> {
  for (const v of variants) {
    const named = [v.recipeKey, v.stage, v.output, v.kept, v.other, v.keptNumerics, v.otherNumerics, v.store];
    await connection.run(
      `INSERT INTO main.variant SELECT ${named.map(literal).join(', ')}, now()::TIMESTAMP WHERE NOT EXISTS (
         FROM main.variant WHERE recipe_key = ${literal(v.recipeKey)} AND output = ${literal(v.output)} AND other = ${literal(v.other)})`,
    );
  }
}

/** Of each of some recipes what multiplied matrices for it and what it was made from, and where it was executed last. */
function computedWith(database: string, recipes: string): string {
  return `SELECT recipe, multiplied, coalesce(x.node, m.node) AS node, coalesce(x.platform, m.platform) AS platform
    FROM (SELECT DISTINCT recipe FROM ${database}.internal.recipe WHERE recipe IN (${recipes}))
    LEFT JOIN (SELECT recipe, string_agg(DISTINCT numerics, '; ' ORDER BY numerics) AS multiplied
      FROM ${database}.internal.numerics GROUP BY recipe) n USING (recipe)
    LEFT JOIN (SELECT e.recipe, arg_max(r.provenance ->> '$.node', e.rowid) AS node, arg_max(r.provenance ->> '$.platform', e.rowid) AS platform
      FROM ${database}.internal.execution e JOIN ${database}.main.run r ON r.sequence = e.run WHERE e.status = 'ok' GROUP BY e.recipe) x
      USING (recipe)
    LEFT JOIN (SELECT recipe, any_value(node) AS node, any_value(platform) AS platform FROM ${database}.internal.made GROUP BY recipe) m
      USING (recipe)`;
}

/** Where a result was made, as far as the store knows. */
export async function readMade(connection: DuckDBConnection, key: Digest): Promise<MadeAt> {
  const recipe = `SELECT recipe FROM internal.recipe_key WHERE recipe_key = unhex(${literal(key)})`;
  const found = await connection.runAndReadAll(`SELECT node, platform FROM (${computedWith('rgflow', recipe)})`);
  const [node = null, platform = null] = (found.getRowsJS()[0] ?? []) as (string | null)[];
  return { node, platform };
}

/** Says with what something was computed; what is null or empty is left out. */
export function computationText(multiplied: string | null, node: string | null, platform: string | null): string {
  const parts = [multiplied, node === null ? 'Node unknown' : `Node ${node}`, platform];
  return parts.filter(Boolean).join(', ');
}

function alike({ recipeKey, stage, output, kept, other, keptNumerics, store }: Variant): VariantError {
  return new VariantError(
    `${store}: ${stage} ${recipeKey.slice(0, 12)}: its ${output} has the digest ${other.slice(0, 12)}, and ${kept.slice(0, 12)} in the store ` +
      `that is merged into, though both were computed by ${keptNumerics}: one is wrong, or the stage is not reproducible. Nothing of it was ` +
      `merged. \`rgflow run <study> --audit 100%\` on each store says which; --force ${stage} makes it anew there.`,
  );
}
