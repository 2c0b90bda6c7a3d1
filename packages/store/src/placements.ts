import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';
import type { DigestTable } from './digest-table.js';
import { Integers } from './integers.js';
import { EVERY_ROW, readDigests } from './read-digests.js';

/** Digests that are asked for one by one before all are read. */
const FEW = 500;

/**
 * In which segment each object lies, in memory: all are read once if there is much to ask. What a transaction places counts
 * from its end on, so that nobody looks for what is not there yet; what it removes counts as gone at once.
 */
export class Placements {
  /** By the number of the digest; 0 where it is not known, or, if all are known, where there is no such object. */
  #segments = new Integers();
  #complete = false;
  #asked = 0;
  #placing: (readonly [digest: Digest, segment: number])[] = [];
  /** Removed since all was forgotten: a reading that began before does not bring them back. */
  readonly #gone = new Set<number>();
  #forgotten = 0;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly digests: DigestTable) {}

  /** Has all be read again: after a transaction that was given up, and where objects were moved. */
  forget(): void {
    this.#segments = new Integers();
    this.#complete = false;
    this.#placing = [];
    this.#gone.clear();
    this.#forgotten++;
  }

  /** Those of `digests` that are not stored. */
  async missing(connection: DuckDBConnection, digests: readonly Digest[]): Promise<Set<Digest>> {
    await this.#look(connection, digests);
    return new Set(digests.filter((digest) => this.#segmentOf(digest) === 0));
  }

  /** The segment of an object, null if there is none. */
  async segmentOf(connection: DuckDBConnection, digest: Digest): Promise<number | null> {
    await this.#look(connection, [digest]);
    return this.#segmentOf(digest) || null;
  }

  place(digest: Digest, segment: number): void {
    this.#placing.push([digest, segment]);
  }

  /** The transaction that placed objects is at its end. */
  committed(): void {
    for (const [digest, segment] of this.#placing) {
      const number = this.digests.add(digest);
      this.#gone.delete(number);
      this.#put(number, segment);
    }
    this.#placing = [];
  }

  remove(digest: Digest): void {
    const number = this.digests.add(digest);
    this.#gone.add(number);
    this.#put(number, 0);
  }

  #segmentOf(digest: Digest): number {
    const number = this.digests.numberOf(digest);
    return number < 0 || number >= this.#segments.count ? 0 : this.#segments.at(number);
  }

  #put(number: number, segment: number): void {
    while (this.#segments.count <= number) this.#segments.push(0);
    this.#segments.put(number, segment);
  }

  /** Reads where `digests` are, or where all are. One after the other, whoever asks. */
  #look(connection: DuckDBConnection, digests: readonly Digest[]): Promise<void> {
    const read = this.#reading.then(async () => {
      if (this.#complete) return;
      const unknown = digests.filter((digest) => this.#segmentOf(digest) === 0);
      if (unknown.length === 0) return;
      this.#asked += unknown.length;
      const all = this.#asked > FEW;
      const began = this.#forgotten;
      const which = {
        sql: 'digest IN (SELECT unhex(unnest($1)))',
        values: [listValue(unknown)],
        types: [LIST(VARCHAR)],
      };
      const found = await readDigests(connection, PLACEMENT, all ? EVERY_ROW : which);
      if (began !== this.#forgotten) return;
      const segments = found.integers[0]!;
      for (const [i, number] of this.digests.addAll(found.digests).entries()) {
        if (!this.#gone.has(number)) this.#put(number, segments[i]!);
      }
      this.#complete = all;
    });
    this.#reading = read.catch(() => undefined);
    return read;
  }
}

const PLACEMENT = { table: 'internal.placement', digest: 'digest', integers: ['segment'], order: 'rowid' };
