import type { Attachment } from './attach.js';
import type { InMemory } from './write-batch.js';

/** Below so many instances another connection takes as long as is gained. */
const MANY = 5000;

/**
 * Reads all results and where all objects lie, if so many instances are looked up that this is cheaper than to ask for them:
 * DuckDB does so on its own threads while this one has a run to prepare. What cannot be read is told to whoever looks.
 *
 * @returns resolves when nothing is read any more
 */
export function readAhead(
  attachment: Attachment,
  { results, objects }: InMemory,
  instances: number,
): () => Promise<void> {
  if (instances < MANY || results.isEmpty) return () => Promise.resolve();
  const connecting = attachment.connect();
  // Both take their turn now, and use the connection one after the other.
  const resultsRead = results.expect(connecting, instances);
  const free = resultsRead.catch(() => undefined).then(() => connecting);
  free.catch(() => undefined);
  const objectsRead = objects.expect(free, instances);
  const over = Promise.allSettled([resultsRead, objectsRead])
    .then(async () => (await connecting).closeSync())
    .catch(() => undefined);
  return () => over;
}
