import { giveUpAttachment, leaveAttachment } from './begun-attachment.js';
import type { DuckDbStore } from './duckdb-store.js';
import { openStore } from './open-store.js';

interface Begun {
  readonly file: string;
  readonly store: Promise<DuckDbStore>;
  /** That it is wanted, or that it is not. */
  readonly settle: (isWanted: boolean) => void;
}

let begun: Begun | null = null;

/**
 * Goes on with a store of which `beginAttachment` began to attach the file; what is in it is changed only for whoever takes
 * it. Whoever began it ends with `leaveStore`.
 */
export function beginStore(file: string): void {
  if (begun !== null) return;
  let settle: Begun['settle'] = () => undefined;
  const wanted = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  begun = { file, store: openStore(file, { wanted }), settle };
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
  const { store, settle } = begun;
  begun = null;
  settle(true);
  return store;
}

/** Lets go of what was begun and that nobody took. What goes wrong with it is nobody's loss, and hides no other error. */
export async function leaveStore(): Promise<void> {
  giveUpAttachment();
  begun?.settle(false);
  const left = await begun?.store.catch(() => null);
  begun = null;
  await left?.close().catch(() => undefined);
  await leaveAttachment().catch(() => undefined);
}
