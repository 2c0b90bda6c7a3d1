import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreDamagedError } from './errors.js';
import { identifier, literal } from './sql-text.js';
import { salvageCommand } from './store-path.js';

/** A DuckDB file is three headers, of which the last two are in force in turn, and blocks. */
export const HEADER_BYTES = 12_288;
const HEADERS = [4096, 8192] as const;
/** In a header, behind its checksum: how many checkpoints there were; how many blocks there are; how long each is. */
const [COUNT, BLOCKS, BLOCK_BYTES] = [8, 32, 40] as const;

interface SaidLength {
  readonly bytes: number;
  readonly blockBytes: number;
}

/** The length that the header in force speaks of. Reads a file that this process does not hold. */
export function saidLength(file: string): SaidLength {
  const descriptor = openSync(file, 'r');
  try {
    return lengthIn(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function lengthIn(descriptor: number): SaidLength {
  const head = Buffer.alloc(HEADER_BYTES);
  if (readSync(descriptor, head, 0, head.length, 0) < head.length) return { bytes: HEADER_BYTES, blockBytes: 0 };
  const [one, other] = HEADERS.map((at) => ({ at, count: head.readBigUInt64LE(at + COUNT) }));
  const { at } = one!.count > other!.count ? one! : other!;
  const blockBytes = Number(head.readBigUInt64LE(at + BLOCK_BYTES));
  return { bytes: HEADER_BYTES + Number(head.readBigUInt64LE(at + BLOCKS)) * blockBytes, blockBytes };
}

/** More free blocks than that stay left out. */
const MOST_FREE = 16;

/**
 * Makes a file as long as its header says: DuckDB leaves out blocks at its end that are free. Whoever opens it next then
 * sees at a glance that it is whole. What is added takes no room on most disks.
 *
 * @param descriptor  Of a file that this process holds, so that no other changes its length, and that was found to be whole:
 *                    of one that is cut off nobody would see it any more.
 */
export function fillUp(descriptor: number): void {
  try {
    const { bytes, blockBytes } = lengthIn(descriptor);
    const missing = bytes - fstatSync(descriptor).size;
    if (missing > 0 && missing <= MOST_FREE * blockBytes) ftruncateSync(descriptor, bytes);
  } catch {
    // It is whole as it is; to see that takes longer.
  }
}

/**
 * Refuses a file that is cut off. One that is shorter than its header says need not be, for blocks at its end may be free:
 * it is asked of each table where its values lie. DuckDB would find it out in the midst of a run.
 *
 * @param connection  Closed at the end: what it asks takes some time, beside which others can be asked.
 * @param said        What `saidLength` said before the file was opened.
 * @throws {StoreDamagedError}
 */
export async function refuseCutOff(
  connection: DuckDBConnection,
  file: string,
  said: ReturnType<typeof saidLength>,
): Promise<void> {
  try {
    const bytes = statSync(file).size;
    if (bytes >= said.bytes) return;
    const last = await lastBlock(connection);
    if (HEADER_BYTES + (last + 1) * said.blockBytes <= bytes) return;
    throw new StoreDamagedError(
      `${file} is damaged: it is cut off after ${bytes} of ${said.bytes} bytes. What can be read of it can be saved: ${salvageCommand(file)}`,
    );
  } finally {
    connection.closeSync();
  }
}

/** The last block in which a table has values; -1 if none has. */
async function lastBlock(connection: DuckDBConnection): Promise<number> {
  const tables = await connection.runAndReadAll(
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'rgflow'",
  );
  const blocks = tables.getRowsJS().map(([schema, name]) => {
    const table = `rgflow.${identifier(String(schema))}.${identifier(String(name))}`;
    return `SELECT block_id, additional_block_ids FROM pragma_storage_info(${literal(table)})`;
  });
  if (blocks.length === 0) return -1;
  const found = await connection.runAndReadAll(
    `SELECT max(greatest(block_id, coalesce(list_max(additional_block_ids), -1))) FROM (${blocks.join(' UNION ALL ')})`,
  );
  return Number(found.getRowsJS()[0]![0] ?? -1);
}
