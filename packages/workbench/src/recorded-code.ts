import { type CodeState, canonical, digestOf, type Preimage, recipeKey } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { askStore, sqlLiteral } from './ask.js';

/** A code version that a stage has results of. */
interface RecordedCode {
  readonly code: CodeState;
  /** As it stands in the pre-images. */
  readonly text: string;
  readonly recipes: number;
  /** The recipe of it that was used last. */
  readonly newest: string;
}

/** The code versions that a stage has results of, the one that was used last first. */
export async function recordedCode(stage: string, store: DuckDbStore): Promise<readonly RecordedCode[]> {
  const rows = await askStore(store)(
    `with used as (
       select recipe_key, max(rowid) as last from run_stage
       where stage = ${sqlLiteral(stage)} and outcome in ('executed', 'hit') group by recipe_key)
     select (preimage -> 'code')::varchar as text, (preimage ->> 'keyVersion') as key_version, count(*) as recipes,
       arg_max(recipe_key, (coalesce(used.last, -1), recipe.rowid)) as newest,
       max((coalesce(used.last, -1), recipe.rowid)) as place
     from recipe left join used using (recipe_key) where stage = ${sqlLiteral(stage)} group by 1, 2 order by place desc`,
  );
  return rows.map(({ text, key_version, recipes, newest }) => ({
    code: { keyVersion: Number(key_version), code: JSON.parse(String(text)) as CodeState['code'] },
    text: String(text),
    recipes: Number(recipes),
    newest: String(newest),
  }));
}

/** The keys that the results of some code versions of a stage would have by the code `to`. */
export async function keysAs(
  to: CodeState,
  stage: string,
  versions: readonly RecordedCode[],
  store: DuckDbStore,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const { code, text } of versions) {
    const rows = await askStore(store)(
      `select (preimage -> 'params')::varchar as params, (preimage -> 'inputs')::varchar as inputs,
         (preimage -> 'stream')::varchar as stream
       from recipe where stage = ${sqlLiteral(stage)} and (preimage ->> 'keyVersion') = '${code.keyVersion}'
         and (preimage -> 'code')::varchar = ${sqlLiteral(text)}`,
    );
    for (const row of rows) {
      const [params, inputs, stream] = [row.params, row.inputs, row.stream].map((part) => JSON.parse(String(part)));
      keys.add(recipeKey({ ...to, stage, params, inputs, stream } as Preimage));
    }
  }
  return keys;
}

/** SHA-256 of a code version: the name that people are told. */
export function codeDigest({ keyVersion, code }: CodeState): string {
  return digestOf(Buffer.from(canonical({ keyVersion, code })));
}

/** Its beginning. */
export function shortDigest(code: CodeState): string {
  return codeDigest(code).slice(0, 8);
}
