import { StoreInUseError } from '@rgflow/store/errors';
import { openStore } from '@rgflow/store/open-store';
import { failureOf } from './usage-error.js';

/** Between two looks at the store. */
export const PAUSE_MS = 2000;

/**
 * How long whoever holds the store may leave questions unanswered: at the end of a run, on a busy machine, it takes a while
 * to let go.
 */
const PATIENCE_MS = 120_000;

/** Whether a process has a store open to write. */
export async function isStoreHeld(store: string): Promise<boolean> {
  try {
    await (await openStore(store, { mode: 'read' })).close();
    return false;
  } catch (error) {
    if (error instanceof StoreInUseError) return true;
    throw error;
  }
}

/** Asks again while the store is held by a process that does not answer. */
export async function patiently<Result>(ask: () => Promise<Result>, pauseMs = PAUSE_MS): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (failureOf(error) !== 'store-in-use' || performance.now() > deadline) throw error;
      await new Promise((wake) => setTimeout(wake, pauseMs));
    }
  }
}
