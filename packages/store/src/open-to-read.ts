import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { refusalOf } from './answer-query.js';
import type { DuckDbStore } from './duckdb-store.js';
import { StoreAccessError, StoreInUseError } from './errors.js';
import { openReplica, openStore } from './open-store.js';
import { askOwner, OwnerEndedError, patienceFor } from './owner.js';
import type { Snapshot } from './snapshot.js';
import { realStorePath } from './store-path.js';

/**
 * A store to read, whoever has it open. If a run has, it is as it was a moment ago, in memory, without the bytes of its
 * objects; `file` is then ':memory:'.
 *
 * @param read  Files and folders that queries may read besides.
 * @throws {StoreInUseError} if a process has it open that does not answer.
 */
export async function openToRead(file: string, read: readonly string[] = []): Promise<DuckDbStore> {
  const path = realStorePath(file);
  let unanswered: number | null = null;
  for (;;) {
    try {
      return await openStore(path, { mode: 'read', owner: 'a reader', read });
    } catch (error) {
      if (!(error instanceof StoreInUseError) || !existsSync(path)) throw error;
      const replica = await askOwner(path, '/snapshot', '', (response) => replicaOf(path, response, read)).catch(
        (refusal: unknown) => {
          if (refusal instanceof OwnerEndedError) return null;
          throw refusal;
        },
      );
      if (replica !== null) return replica;
      unanswered ??= Date.now();
      if (Date.now() - unanswered >= patienceFor(path)) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}

/** The files of the snapshot are there until we hang up. */
async function replicaOf(file: string, response: IncomingMessage, read: readonly string[]): Promise<DuckDbStore> {
  if (response.statusCode !== 200) throw await refusalOf(response, new OwnerEndedError(file));
  response.on('error', () => undefined);
  try {
    for await (const line of createInterface({ input: response })) {
      return await openReplica(JSON.parse(line) as Snapshot, noObjects, { read });
    }
    throw new OwnerEndedError(file);
  } finally {
    response.destroy();
  }
}

function noObjects(): never {
  throw new StoreAccessError(
    'the bytes of tensors are not read here while a run has the store open; leave out --read.',
  );
}
