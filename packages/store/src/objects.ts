import { createHash } from 'node:crypto';
import {
  blobValue,
  DuckDBBlobVector,
  type DuckDBConnection,
  DuckDBTimestampValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';
import { appendColumns, digestValue } from './append.js';
import type { DigestTable } from './digest-table.js';
import { Placements } from './placements.js';
import { makeSegment, SEGMENT_BYTES, writeObjectView } from './segments.js';

/** Dead bytes (and, for small segments, their number) from which the segments that hold them are written anew. */
const DEAD_BYTES = 256 * 2 ** 20;
const SMALL_SEGMENTS = 16;

/** Below this an object is appended in chunks. */
const SMALL_BYTES = 64 * 2 ** 10;

/** What `last_used_at` may lag behind by. */
const DAY_MS = 24 * 60 * 60 * 1000;

interface Segment {
  /** Bytes ever written to it. */
  written: number;
  /** Bytes of it that are still placed. */
  live: number;
}

/**
 * The objects, in segments of about 64 MB: tables `internal.segment_<n>`, with `internal.placement` saying where each
 * object is and the view `main.object` over all.
 *
 * Why not one table: a checkpoint rewrites the last row group of a table that grew, and 3 MB blobs never fill a row group,
 * so each checkpoint of one table rewrote every object (measured: 3 to 7 s at 900 MB). Deleting from a table frees no
 * space while it has an index; a segment whose last object went is dropped whole, which does. A segment is indexed,
 * so that one object is fetched without reading its neighbours (10 ms against 40 to 140).
 *
 * A segment of an earlier session is never appended to: an insertion that meets a damaged block makes DuckDB give up
 * the whole database, while a read of one only fails.
 */
export class Objects {
  #segments = new Map<number, Segment>();
  #current: number | undefined;
  /** Digests in the current segment, placed or not. */
  readonly #lying = new Set<Digest>();
  readonly #placements: Placements;

  /** @param digests  of outputs and objects */
  constructor(digests: DigestTable) {
    this.#placements = new Placements(digests);
  }

  /** Reads the accounts of the segments. Also called after a rollback, since the accounts are kept in memory. */
  async load(connection: DuckDBConnection): Promise<void> {
    const found = await connection.runAndReadAll(
      `SELECT s.segment, s.bytes, coalesce(p.live, 0)::BIGINT, coalesce(p.objects, 0) FROM internal.segment s LEFT JOIN (
         SELECT segment, sum(bytes) AS live, count(*) AS objects FROM internal.placement GROUP BY segment) p USING (segment)`,
    );
    const segments = found.getRowsJS().map((row) => row.map(Number));
    this.#placements.forget(segments.reduce((sum, [, , , objects]) => sum + objects!, 0));
    this.#segments = new Map(
      segments.map(([segment, written, live]) => [segment!, { written: written!, live: live! }]),
    );
    this.#current = undefined;
  }

  /** Makes `has` know of the objects that are given by the numbers of their digests. */
  look(connection: DuckDBConnection, objects: () => readonly number[]): Promise<void> {
    return this.#placements.look(connection, objects);
  }

  /** Told that so many objects will be asked for, reads where all are if that is cheaper. */
  expect(connecting: Promise<DuckDBConnection>, objects: number): Promise<void> {
    return this.#placements.expect(connecting, objects);
  }

  /** Whether an object is stored, by the number of its digest. */
  readonly has = (object: number): boolean => this.#placements.has(object);

  /** Those of `digests` that are not stored. */
  missing(connection: DuckDBConnection, digests: readonly Digest[]): Promise<Set<Digest>> {
    return this.#placements.missing(connection, digests);
  }

  /**
   * The bytes of one object in a buffer of their own, `null` when there is none, `'damaged'` when they do not hash to
   * their digest.
   *
   * @throws DuckDB's error when a block does not match its checksum.
   */
  async read(connection: DuckDBConnection, digest: Digest): Promise<Uint8Array<ArrayBuffer> | null | 'damaged'> {
    const segment = await this.#placements.segmentOf(connection, digest);
    if (segment === null) return null;
    const result = await connection.run(`SELECT arrow FROM internal.segment_${segment} WHERE digest = $1`, [digest]);
    const vector = (await result.fetchChunk())?.getColumnVector(0);
    const bytes = vector instanceof DuckDBBlobVector && vector.itemCount > 0 ? vector.getItemBytes(0) : null;
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== digest) return 'damaged';
    // Arrow reads its columns in place and wants them aligned; a worker takes the whole buffer by transfer.
    const own = bytes.byteOffset === 0 && bytes.buffer.byteLength === bytes.byteLength;
    return own && bytes.buffer instanceof ArrayBuffer ? new Uint8Array(bytes.buffer) : Uint8Array.from(bytes);
  }

  /** Stores those of `objects` that are not there yet. Inside the transaction of the connection. */
  async insert(connection: DuckDBConnection, objects: ReadonlyMap<Digest, Uint8Array>): Promise<void> {
    const missing = await this.missing(connection, [...objects.keys()]);
    const absent = [...objects].filter(([digest]) => missing.has(digest));
    if (absent.length === 0) return;

    const segments: number[] = [];
    for (let start = 0; start < absent.length; ) {
      const segment = await this.#openSegment(connection);
      const account = this.#segments.get(segment)!;
      const part: [Digest, Uint8Array][] = [];
      for (; start < absent.length && account.written < SEGMENT_BYTES; start++) {
        const [digest, bytes] = absent[start]!;
        account.written += bytes.length;
        account.live += bytes.length;
        segments.push(segment);
        // A dropped object may still lie in the segment; it is named by its content, so it serves again.
        if (!this.#lying.has(digest)) part.push([digest, bytes]);
        this.#lying.add(digest);
      }
      await this.#fill(connection, segment, part);
      await this.#writeAccount(connection, segment);
    }
    const now = new DuckDBTimestampValue(BigInt(Date.now()) * 1000n);
    absent.forEach(([digest], i) => {
      this.#placements.place(digest, segments[i]!);
    });
    await appendColumns(connection, 'internal', 'placement', [
      absent.map(([digest]) => digestValue(digest)),
      segments,
      absent.map(([, bytes]) => BigInt(bytes.length)),
      absent.map(() => now),
    ]);
  }

  /** Forgets objects and drops the segments that hold nothing else. Inside the transaction of the connection. */
  async remove(connection: DuckDBConnection, digests: readonly Digest[]): Promise<void> {
    if (digests.length === 0) return;
    for (const digest of digests) this.#placements.remove(digest);
    const gone = await connection.runAndReadAll(
      'DELETE FROM internal.placement WHERE digest IN (SELECT unhex(unnest($1))) RETURNING segment, bytes',
      [listValue([...digests])],
      [LIST(VARCHAR)],
    );
    for (const [segment, bytes] of gone.getRowsJS()) {
      const account = this.#segments.get(Number(segment));
      if (account !== undefined) account.live -= Number(bytes);
    }
    const empty = [...this.#segments].filter(([, { live, written }]) => live === 0 && written > 0).map(([id]) => id);
    if (empty.length === 0) return;
    for (const id of empty) await this.#dropSegment(connection, id);
    await this.writeView(connection);
  }

  /** The transaction is at its end: what it stored can be read. */
  committed(): void {
    this.#placements.committed();
  }

  /** The same after a compaction: objects lie elsewhere. */
  moved(): void {
    this.#placements.forget();
  }

  /** Seals the segment being filled, because a block of it was found damaged. */
  seal(): void {
    this.#current = undefined;
  }

  /**
   * Marks the objects that a run made or used, but for those that were marked in the day before: a run with nothing to do
   * would else write a moment behind every object, and it takes no less to log that than its instances.
   */
  async touch(connection: DuckDBConnection, run: bigint): Promise<void> {
    const now = Date.now();
    const times = [now - DAY_MS, now].map((ms) => new DuckDBTimestampValue(BigInt(ms) * 1000n));
    // What is marked later than now was marked by another clock.
    const isOld = 'last_used_at NOT BETWEEN $1 AND $2';
    const old = await connection.runAndReadAll(`SELECT 1 FROM internal.placement WHERE ${isOld} LIMIT 1`, times);
    if (old.currentRowCount === 0) return;
    const ofRun =
      "(SELECT recipe FROM internal.run_stage WHERE run = $3 AND outcome IN ('executed', 'hit')) USING (recipe)";
    await connection.run(
      `UPDATE internal.placement SET last_used_at = $2 WHERE ${isOld} AND digest IN (
         SELECT digest FROM internal.output SEMI JOIN ${ofRun} WHERE kind = 'table'
         UNION ALL SELECT digest FROM internal.tensor SEMI JOIN ${ofRun})`,
      [...times, run],
    );
  }

  /**
   * Segments worth writing anew, because they are mostly dead or many and small; at most 256 MB of live bytes, so that
   * one compaction stays short. Empty when there is too little to gain.
   */
  worthCompacting(): readonly number[] {
    const candidates = [...this.#segments].filter(([id, { live }]) => id !== this.#current && live < SEGMENT_BYTES / 2);
    const dead = candidates.reduce((sum, [, { written, live }]) => sum + written - live, 0);
    if (dead < DEAD_BYTES && candidates.length < SMALL_SEGMENTS) return [];
    return candidates.slice(0, 8).map(([id]) => id);
  }

  /** Moves what is alive in `segments` to one new segment and drops them. Inside the transaction of the connection. */
  async compact(connection: DuckDBConnection, segments: readonly number[]): Promise<void> {
    this.#current = undefined;
    const target = await this.#openSegment(connection);
    const account = this.#segments.get(target)!;
    for (const id of segments) {
      await connection.run(
        `INSERT INTO internal.segment_${target} SELECT digest, arrow FROM internal.segment_${id}
         SEMI JOIN (SELECT lower(hex(digest)) AS digest FROM internal.placement WHERE segment = ${id}) USING (digest)`,
      );
      account.written += this.#segments.get(id)!.live;
      account.live += this.#segments.get(id)!.live;
    }
    await connection.run(`UPDATE internal.placement SET segment = ${target} WHERE segment IN (${segments.join(', ')})`);
    for (const id of segments) await this.#dropSegment(connection, id);
    await this.#writeAccount(connection, target);
    await this.writeView(connection);
    this.#current = undefined;
  }

  /**
   * Large blobs are bound one by one, off this thread; small ones are appended together. `ON CONFLICT` would
   * cost 100 ms a MB.
   */
  async #fill(
    connection: DuckDBConnection,
    segment: number,
    objects: readonly (readonly [Digest, Uint8Array])[],
  ): Promise<void> {
    const small = objects.filter(([, bytes]) => bytes.length < SMALL_BYTES);
    await appendColumns(connection, 'internal', `segment_${segment}`, [
      small.map(([digest]) => digest),
      small.map(([, bytes]) => blobValue(bytes)),
    ]);
    const statement = await connection.prepare(`INSERT INTO internal.segment_${segment} VALUES ($1, $2)`);
    try {
      for (const [digest, bytes] of objects) {
        if (bytes.length < SMALL_BYTES) continue;
        statement.bindVarchar(1, digest);
        statement.bindBlob(2, bytes);
        await statement.run();
      }
    } finally {
      statement.destroySync();
    }
  }

  async #openSegment(connection: DuckDBConnection): Promise<number> {
    if (this.#current !== undefined && (this.#segments.get(this.#current)?.written ?? SEGMENT_BYTES) < SEGMENT_BYTES) {
      return this.#current;
    }
    const id = Math.max(0, ...this.#segments.keys()) + 1;
    await makeSegment(connection, id);
    this.#segments.set(id, { written: 0, live: 0 });
    this.#current = id;
    this.#lying.clear();
    await this.writeView(connection);
    return id;
  }

  async #dropSegment(connection: DuckDBConnection, id: number): Promise<void> {
    await connection.run(`DROP TABLE internal.segment_${id}; DELETE FROM internal.segment WHERE segment = ${id}`);
    this.#segments.delete(id);
    if (this.#current === id) this.#current = undefined;
  }

  async #writeAccount(connection: DuckDBConnection, id: number): Promise<void> {
    const { written } = this.#segments.get(id)!;
    await connection.run(`UPDATE internal.segment SET bytes = ${written} WHERE segment = ${id}`);
  }

  /** Writes the view over all segments anew. Inside the transaction of the connection. */
  writeView(connection: DuckDBConnection): Promise<void> {
    return writeObjectView(connection, [...this.#segments.keys()]);
  }
}
