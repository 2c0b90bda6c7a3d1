import type { Digest } from '@rgflow/pipeline';
import type { CachePlace } from './cache-place.js';
import { type CacheRecord, decodeRecord, recordName } from './cache-record.js';
import { messageOf } from './errors.js';

/** What is asked at one time. */
const AT_ONCE = 8;

/** Damages that are named. */
const SHOWN = 3;

/** Asks a cache. One that fails is told, and left alone from then on. */
export class CacheReader {
  /** Why it is left alone. */
  readonly #faults = new Set<string>();
  /** What is wrong with something of it, by its name. */
  readonly #damages = new Map<string, string>();
  /** It has failed once, and is left alone. */
  #isOff = false;

  /** @param what  goes on without the cache if it fails: 'run' */
  constructor(
    private readonly place: CachePlace,
    private readonly what: 'run' | 'plan',
  ) {
    if (place.fault !== undefined) this.#leave(place.fault);
  }

  /** What was wrong, a sentence each. */
  get faults(): readonly string[] {
    const shown = [...this.#damages].slice(0, SHOWN);
    const more = this.#damages.size - shown.length;
    return [
      ...this.#faults,
      ...shown.map(([name, fault]) => `${this.place.address}/${name} ${fault}; it was not used. Take it away there.`),
      ...(more > 0
        ? [
            `${this.place.address} has ${more} more that ${more === 1 ? 'is damaged; it was' : 'are damaged; they were'} not used either.`,
          ]
        : []),
    ];
  }

  /** Of how much of it something was wrong. */
  get damaged(): number {
    return this.#damages.size;
  }

  get address(): string {
    return this.place.address;
  }

  /** Its record of a key; null if it has none that can be used. */
  async record(key: Digest): Promise<CacheRecord | null> {
    const bytes = await this.place.get(recordName(key));
    if (bytes === null) return null;
    const record = decodeRecord(key, bytes);
    if (typeof record !== 'string') return record;
    this.tell(recordName(key), record);
    return null;
  }

  /** That something of it was not used, and why. */
  tell(name: string, fault: string): void {
    this.#damages.set(name, fault);
  }

  /** Some at a time; the first that fails is told, and the cache left alone. */
  async each<Item>(items: readonly Item[], body: (item: Item) => Promise<void>): Promise<void> {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < items.length && !this.#isOff) {
        try {
          await body(items[next++]!);
        } catch (error) {
          // Of several that were under way the first.
          if (!this.#isOff) this.#leave(messageOf(error));
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  }

  #leave(fault: string): void {
    this.#isOff = true;
    this.#faults.add(`${fault} The ${this.what} went on without the cache.`);
  }
}
