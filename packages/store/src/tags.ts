import type { DuckDBConnection } from '@duckdb/node-api';
import type { DuckDbStore } from './duckdb-store.js';
import { openStore } from './open-store.js';
import { openToRead } from './open-to-read.js';
import { readTags, removeTag, type Tag, writeTag } from './roots.js';

/** The tags of a store, also while a run has it open. */
export async function listTags(file: string): Promise<readonly Tag[]> {
  return onStore(await openToRead(file), readTags);
}

/** Gives a tag to a run, so that its results are kept. @throws {StoreInUseError} if a process has the store open. */
export async function tagRun(file: string, tag: string, runId: string): Promise<void> {
  await onStore(await openStore(file, { owner: 'rgflow tag' }), (connection) => writeTag(connection, tag, runId));
}

/** @returns whether there was such a tag */
export async function untagRun(file: string, tag: string): Promise<boolean> {
  return onStore(await openStore(file, { owner: 'rgflow tag' }), (connection) => removeTag(connection, tag));
}

async function onStore<Result>(
  store: DuckDbStore,
  body: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  try {
    const connection = await store.queries.attachment.connect();
    try {
      return await body(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    await store.close();
  }
}
