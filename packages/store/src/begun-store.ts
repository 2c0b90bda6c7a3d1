import { giveUpAttachment, leaveAttachment } from './begun-attachment.js';
import type { DuckDbStore } from './duckdb-store.js';
import { openStore } from './open-store.js';

let begun: { readonly file: string; readonly store: Promise<DuckDbStore> } | null = null;

/** Goes on with a store of which `beginAttachment` began to attach the file. Whoever began it ends with `leaveStore`. */
export function beginStore(file: string): void {
  begun ??= { file, store: openStore(file) };
  // Told to whoever takes it.
  begun.store.catch(() => undefined);
}

/**
 * The store that was begun of this file, or one that is opened now.
 *
 * @throws what `openStore` throws
 */
export function takeStore(file: string): Promise<DuckDbStore> {
  if (begun?.file !== file) return openStore(file);
  const { store } = begun;
  begun = null;
  return store;
}

/** Lets go of what was begun and that nobody took. */
export async function leaveStore(): Promise<void> {
  giveUpAttachment();
  const left = await begun?.store.catch(() => null);
  begun = null;
  await left?.close();
  await leaveAttachment();
}
