import { beginAttachment } from '@rgflow/store/begun-attachment';

/**
 * Carries out a command that will write to a store, and meanwhile has the store opened if it is there: DuckDB works on
 * another thread while the modules of the command are loaded and its study is read.
 *
 * @param file  The store; the default one if not given.
 */
export async function ahead<Result>(file: string | undefined, command: () => Promise<Result>): Promise<Result> {
  const store = file ?? (await usualStore());
  const isThere = store !== null && beginAttachment(store);
  const { beginStore, leaveStore } = await import('@rgflow/store/begun-store');
  if (isThere) beginStore(store);
  try {
    return await command();
  } finally {
    await leaveStore();
  }
}

/** Null where a project file is at fault, which the command will tell. */
async function usualStore(): Promise<string | null> {
  const { defaultStore } = await import('@rgflow/workbench/workspace');
  try {
    return defaultStore();
  } catch {
    return null;
  }
}
