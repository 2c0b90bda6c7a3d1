import type { DuckDBConnection } from '@duckdb/node-api';
import type { FileGuard } from './file-guard.js';

const ATTEMPTS = 20;
const PAUSE_MS = 100;

/**
 * Sees to it, before anybody is told that a commit is durable, that it is where it will be looked for. If somebody has taken
 * the log away, what it said goes into the file at once.
 *
 * @throws {StoreLostError} if the file is gone or is another.
 */
export async function certify(guard: FileGuard | null, writer: DuckDBConnection): Promise<void> {
  if (guard === null || guard.check()) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await writer.run('CHECKPOINT rgflow');
      break;
    } catch (error) {
      // A query may hold it up for a moment.
      if (attempt === ATTEMPTS) throw error;
      await new Promise((wake) => setTimeout(wake, PAUSE_MS));
    }
  }
  guard.check();
}
