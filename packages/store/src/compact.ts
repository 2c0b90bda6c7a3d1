import type { DuckDBConnection } from '@duckdb/node-api';
import { certify } from './certify.js';
import type { FileGuard } from './file-guard.js';
import { type InMemory, rollBack } from './write-batch.js';

/**
 * Gives the space of segments back that are mostly dead; never fails what was written.
 *
 * @returns whether it is worth to try again later: a damaged segment cannot be copied. Its good objects stay readable where
 *   they are; space is all that is lost.
 */
export async function compact(
  connection: DuckDBConnection,
  memory: InMemory,
  guard: FileGuard | null,
): Promise<boolean> {
  const segments = memory.objects.worthCompacting();
  if (segments.length === 0) return true;
  try {
    await connection.run('BEGIN');
    await memory.objects.compact(connection, segments);
    await connection.run('COMMIT');
    memory.objects.moved();
    await certify(guard, connection);
    return true;
  } catch {
    await rollBack(connection, memory);
    return false;
  }
}
