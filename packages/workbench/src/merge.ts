import { existsSync } from 'node:fs';
import type { MergeOptions, Merging } from '@rgflow/store';
import { mergeStores } from '@rgflow/store/merge';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/**
 * Adds to a store what others have and it has not, and joins the runs of shards.
 *
 * @param stores  paths of the others; none to join the shards that are in the store
 * @throws {UsageError}      if one of them is not there.
 * @throws {StoreInUseError} if a run has the store open.
 */
export async function merge(
  stores: readonly string[],
  { store = defaultStore(), ...options }: MergeOptions & { readonly store?: string | undefined } = {},
): Promise<Merging & { readonly store: string }> {
  const absent = stores.filter((path) => !existsSync(path));
  if (absent.length > 0) {
    throw new UsageError(`merge: ${absent.join(', ')}: there is no such store; give the files that shards wrote.`);
  }
  if (stores.length === 0 && !existsSync(store)) {
    throw new UsageError(`${store}: there is no store yet; give the stores to merge into it.`);
  }
  return { store, ...(await mergeStores(store, stores, options)) };
}
