import { createHash } from 'node:crypto';
import { DuckDBBlobVector, type DuckDBConnection } from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';
import type { Found } from './damage.js';
import { isDamage } from './errors.js';
import { firstDifference } from './shown-rows.js';
import { identifier } from './sql-text.js';
import { type OwnRows, ownRows } from './table-columns.js';
import { type RecordedSummary, summaryFault } from './verify-summaries.js';

interface VerifiedSegment {
  readonly objects: number;
  readonly bytes: number;
  readonly tables: number;
  readonly damages: readonly Found[];
}

/** A table output whose object lies in the segment. */
interface Held {
  readonly recipe: number;
  readonly rows: OwnRows;
}

/**
 * Compares the objects that are placed in one segment (some 64 MB) with their digests and lengths, and what SQL shows of the
 * table outputs among them, and the summaries of the tensors, with what they hold.
 */
export async function verifySegment(connection: DuckDBConnection, segment: number): Promise<VerifiedSegment> {
  const placed = await placedIn(connection, segment);
  const outputs = await outputsIn(connection, segment);
  const objects = await objectsOf(connection, segment, [...placed.keys()]);
  const held = new Map<string, Held[]>();
  const damages: Found[] = [];
  let bytes = 0;
  for (const [digest, length] of placed) {
    const users = outputs.get(digest) ?? [];
    const object = objects.get(digest);
    bytes += length;
    const fault = objectFault(object, digest, length);
    if (fault !== null || object === undefined || object === 'unreadable') {
      const [first] = users;
      const { recipe = null, name: output = null } = first ?? {};
      damages.push({ kind: 'object', fault: fault ?? 'it is gone', name: digest, output, recipe });
      continue;
    }
    const told = new Map<string, string | null>();
    const decoded = new Map<string, OwnRows>();
    for (const { recipe, name, summary } of users) {
      if (summary === null) {
        const rows = decoded.get(name) ?? ownRows(name, object);
        decoded.set(name, rows);
        const list = held.get(name);
        if (list === undefined) held.set(name, [{ recipe, rows }]);
        else list.push({ recipe, rows });
        continue;
      }
      // Most users of one object say the same of it.
      const text = JSON.stringify(Object.entries(summary).map(([key, value]) => [key, String(value)]));
      if (!told.has(text)) told.set(text, summaryFault(summary, object));
      const other = told.get(text)!;
      if (other !== null) damages.push({ kind: 'summary', fault: other, name: digest, output: name, recipe });
    }
  }
  let tables = 0;
  for (const [name, those] of held) {
    tables += those.length;
    for (const damage of await shownOtherwise(connection, name, those)) damages.push(damage);
  }
  return { objects: placed.size, bytes, tables, damages };
}

function objectFault(object: Uint8Array | 'unreadable' | undefined, digest: Digest, length: number): string | null {
  if (object === undefined) return 'it is gone';
  if (object === 'unreadable') return 'it cannot be read';
  if (object.length !== length) return `it has ${object.length} bytes, ${length} are recorded`;
  const found = createHash('sha256').update(object).digest('hex');
  return found === digest ? null : `its bytes have the digest ${found.slice(0, 12)}`;
}

async function placedIn(connection: DuckDBConnection, segment: number): Promise<ReadonlyMap<Digest, number>> {
  const found = await connection.runAndReadAll(
    `SELECT lower(hex(digest)), bytes FROM internal.placement WHERE segment = ${segment}`,
  );
  return new Map(found.getRowsJS().map(([digest, bytes]) => [String(digest), Number(bytes)]));
}

interface User {
  readonly recipe: number;
  readonly name: string;
  /** Null of a table. */
  readonly summary: RecordedSummary | null;
}

/** The outputs that the objects of a segment are of. */
async function outputsIn(connection: DuckDBConnection, segment: number): Promise<ReadonlyMap<Digest, readonly User[]>> {
  const found = await connection.runAndReadAll(
    `SELECT lower(hex(digest)), recipe, name, dtype, shape, mean, variance, min, max FROM (
       SELECT digest, recipe, name, NULL AS dtype, NULL AS shape, NULL AS mean, NULL AS variance, NULL AS min, NULL AS max
         FROM internal.output WHERE kind = 'table'
       UNION ALL SELECT digest, recipe, name, dtype, shape, mean, variance, min, max FROM internal.tensor)
     SEMI JOIN (FROM internal.placement WHERE segment = ${segment}) USING (digest) ORDER BY recipe`,
  );
  const users = new Map<Digest, User[]>();
  for (const [digest, recipe, name, dtype, shape, mean, variance, min, max] of found.getRowsJS()) {
    const list = users.get(String(digest)) ?? [];
    users.set(String(digest), list);
    const summary = dtype === null ? null : ({ dtype, shape, mean, variance, min, max } as RecordedSummary);
    list.push({ recipe: Number(recipe), name: String(name), summary });
  }
  return users;
}

/** All at once, or, where a block is damaged, one by one. */
async function objectsOf(
  connection: DuckDBConnection,
  segment: number,
  digests: readonly Digest[],
): Promise<ReadonlyMap<Digest, Uint8Array | 'unreadable'>> {
  const table = `internal.segment_${segment}`;
  try {
    return await read(connection, `SELECT digest, arrow FROM ${table}`);
  } catch (error) {
    if (/does not exist/i.test(String(error))) return new Map();
    if (!isDamage(error)) throw error;
  }
  const objects = new Map<Digest, Uint8Array | 'unreadable'>();
  for (const digest of digests) {
    try {
      const one = await read(connection, `SELECT digest, arrow FROM ${table} WHERE digest = '${digest}'`);
      for (const [name, bytes] of one) objects.set(name, bytes);
    } catch (error) {
      if (!isDamage(error)) throw error;
      objects.set(digest, 'unreadable');
    }
  }
  return objects;
}

async function read(connection: DuckDBConnection, sql: string): Promise<Map<Digest, Uint8Array>> {
  const objects = new Map<Digest, Uint8Array>();
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return objects;
    const [digests, blobs] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let row = 0; row < chunk.rowCount; row++) {
      const bytes = blobs instanceof DuckDBBlobVector ? blobs.getItemBytes(row) : null;
      // Aligned, as Arrow wants it, and ours.
      if (bytes !== null) objects.set(String(digests.getItem(row)), Uint8Array.from(bytes));
    }
  }
}

async function shownOtherwise(
  connection: DuckDBConnection,
  name: string,
  held: readonly Held[],
): Promise<readonly Found[]> {
  // An output without rows has no table until some other brings one.
  const filled = held.filter(({ rows }) => rows.rows > 0);
  if (filled.length === 0) return [];
  const columns = [...new Set(filled.flatMap(({ rows }) => rows.columns.map((column) => column.name)))];
  const found = await connection.runAndReadAll(
    `SELECT recipe_number, ${columns.map(identifier).join(', ')} FROM "rows".${identifier(name)}
     WHERE recipe_number IN (${filled.map(({ recipe }) => recipe).join(', ')}) ORDER BY recipe_number, rowid`,
  );
  const shown = new Map<number, unknown[][]>();
  for (const [recipe, ...values] of found.getRowsJS()) {
    const list = shown.get(Number(recipe)) ?? [];
    shown.set(Number(recipe), list);
    list.push(values);
  }
  return filled.flatMap(({ recipe, rows }): readonly Found[] => {
    const places = rows.columns.map((column) => columns.indexOf(column.name));
    const own = (shown.get(recipe) ?? []).map((row) => places.map((place) => row[place]));
    const fault = firstDifference(rows, own);
    return fault === null ? [] : [{ kind: 'rows', fault, name, output: name, recipe }];
  });
}
