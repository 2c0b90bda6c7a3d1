import { type CodeState, canonical, digestOf, recipeKey } from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';

/** The keys that the results of some code versions of a stage would have by the code `to`. */
export async function keysAs(
  to: CodeState,
  stage: string,
  versions: readonly CodeState[],
  store: DuckDbStore,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const version of versions) {
    for (const preimage of await store.preimagesBy(stage, version)) keys.add(recipeKey({ ...preimage, ...to }));
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
