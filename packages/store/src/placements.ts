import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';
import type { DigestTable } from './digest-table.js';
import { Integers } from './integers.js';
import { type Condition, type DigestRows, EVERY_ROW, readDigests } from './read-digests.js';
import { Turns } from './turns.js';

/** Milliseconds for asking for some objects, and for reading a placement: all are read once asking has cost as much. */
const costOfAsking = (objects: number): number => 5 + 0.025 * objects;
const COST_OF_READING = 0.001;

/**
 * In which segment each object lies, in memory: all are read once that is cheaper than to ask again. What a transaction
 * places counts from its end on, so that nobody looks for what is not there yet; what it removes counts as gone at once.
 */
export class Placements {
  /** By the number of the digest; 0 where it is not known, or, if all are known, where there is no such object. */
  #segments = new Integers();
  #complete = false;
  /** What asking has cost so far, in milliseconds. */
  #spent = 0;
  /** About how many there are. */
  #stored = 0;
  #placing: (readonly [digest: Digest, segment: number])[] = [];
  /** Removed since all was forgotten: a reading that began before does not bring them back. */
  readonly #gone = new Set<number>();
  #forgotten = 0;
  /** One after the other, whoever asks. */
  readonly #reads = new Turns();

  constructor(private readonly digests: DigestTable) {}

  /**
   * Has all be read again: after a transaction that was given up, and where objects were moved.
   *
   * @param stored  how many there are, if that is another number
   */
  forget(stored: number = this.#stored): void {
    this.#stored = stored;
    this.#segments = new Integers();
    this.#complete = false;
    this.#placing = [];
    this.#gone.clear();
    this.#forgotten++;
  }

  /** Those of `digests` that are not stored. */
  async missing(connection: DuckDBConnection, digests: readonly Digest[]): Promise<Set<Digest>> {
    const numbers = digests.map((digest) => this.digests.add(digest));
    await this.look(connection, () => numbers);
    return new Set(digests.filter((_, i) => !this.has(numbers[i]!)));
  }

  /** The segment of an object, null if there is none. */
  async segmentOf(connection: DuckDBConnection, digest: Digest): Promise<number | null> {
    const number = this.digests.add(digest);
    await this.look(connection, () => [number]);
    return this.#segment(number) || null;
  }

  /**
   * Makes `has` know of objects. One after the other, whoever asks.
   *
   * @param objects  gives the numbers of their digests, unless all are known
   */
  look(connection: DuckDBConnection, objects: () => readonly number[]): Promise<void> {
    return this.#complete ? Promise.resolve() : this.#reads.take(() => this.#look(connection, objects()));
  }

  /** Told that so many objects will be asked for, reads where all are if that is cheaper. */
  expect(connecting: Promise<DuckDBConnection>, objects: number): Promise<void> {
    if (costOfAsking(objects) < COST_OF_READING * this.#stored) return Promise.resolve();
    return this.#reads.take(async () => void (await this.#read(await connecting, null)));
  }

  /** Whether an object is stored, by the number of its digest. */
  has(object: number): boolean {
    return this.#segment(object) !== 0;
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

  #segment(object: number): number {
    return object < this.#segments.count ? this.#segments.at(object) : 0;
  }

  #put(object: number, segment: number): void {
    while (this.#segments.count <= object) this.#segments.push(0);
    this.#segments.put(object, segment);
  }

  async #look(connection: DuckDBConnection, objects: readonly number[]): Promise<void> {
    while (!this.#complete) {
      const unknown = objects.filter((object) => !this.has(object));
      if (unknown.length === 0) return;
      this.#spent += costOfAsking(unknown.length);
      const all = this.#spent >= COST_OF_READING * this.#stored;
      if (await this.#read(connection, all ? null : unknown)) return;
    }
  }

  /**
   * Reads where objects are, or, of `null`, where all are.
   *
   * @returns false if all was forgotten meanwhile, so that what was read may not be so any more
   */
  async #read(connection: DuckDBConnection, objects: readonly number[] | null): Promise<boolean> {
    if (this.#complete) return true;
    const began = this.#forgotten;
    const which = objects === null ? EVERY_ROW : this.#among(objects);
    const [found] = (await readDigests(connection, [PLACEMENT], which)) as [DigestRows];
    if (began !== this.#forgotten) return false;
    const segments = found.integers[0]!;
    for (const [i, object] of this.digests.addAll(found.digests).entries()) {
      if (!this.#gone.has(object)) this.#put(object, segments[i]!);
    }
    this.#complete = objects === null;
    return true;
  }

  #among(objects: readonly number[]): Condition {
    return {
      sql: 'digest IN (SELECT unhex(unnest($1)))',
      values: [listValue(objects.map((object) => this.digests.digest(object)))],
      types: [LIST(VARCHAR)],
    };
  }
}

const PLACEMENT = { table: 'internal.placement', digest: 'digest', integers: ['segment'], order: '0' };
