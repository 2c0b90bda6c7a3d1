import {
  type Commit,
  type Digest,
  digestOf,
  type MadeAt,
  type StoredObject,
  type StoredResult,
} from '@rgflow/pipeline';
import type { CachePlace } from './cache-place.js';
import { CacheReader } from './cache-reader.js';
import { type CacheRecord, encodeRecord, HERE, objectName, recordName } from './cache-record.js';
import type { DuckDbStore } from './duckdb-store.js';
import { computationText, type Variant } from './variants.js';

/** What a run has had of a cache. */
export interface CacheReport {
  readonly address: string;
  /** Whether it was made by this run. */
  readonly isNew: boolean;
  /** Results taken from it that stand, for one whose tensors it has not whole may have to be executed all the same. */
  readonly taken: number;
  /** Results given to it, or completed there. */
  readonly given: number;
  /** Its objects and records that were not used, as they are damaged. */
  readonly damaged: number;
  /** Results that it has with another digest than was computed here. */
  readonly conflicts: readonly Variant[];
  /** What was wrong, a sentence each; the run went on without. */
  readonly faults: readonly string[];
}

/** What a run asks of its store. */
const PORTS = [
  'known',
  'recipes',
  'missing',
  'read',
  'shownOtherwise',
  'commit',
  'flush',
  'drop',
  'beginRun',
  'recordStage',
  'recordExecution',
  'recordWarning',
  'recordAudit',
  'endRun',
  'preimages',
  'timings',
  'acceptances',
  'accept',
  'takeBack',
] as const satisfies readonly (keyof DuckDbStore)[];

type Ports = Pick<DuckDbStore, (typeof PORTS)[number]>;

/** A store with a cache behind it. */
export type CachedStore = Ports & { report(): CacheReport };

/**
 * Puts a shared cache behind a store, through the same ports: a result that the store has not is looked for there, compared
 * with its digests, and kept in the store as one that was made elsewhere. With 'rw' what is executed here is written there,
 * its record last, unless there is one: the first writer's stays. One of the same key and another digest is a conflict, told
 * and recorded in the table `variant`; each side keeps its own.
 *
 * A cache that does not answer, or holds what is damaged, fails no run: it is told, and the run goes on without.
 */
export function withCache(store: DuckDbStore, place: CachePlace, mode: 'ro' | 'rw'): CachedStore {
  const cache = new SharedCache(store, place);
  const ports = Object.fromEntries(
    PORTS.map((name) => [name, (store[name] as (...given: unknown[]) => unknown).bind(store)]),
  ) as unknown as Ports;
  return {
    ...ports,
    async known(keys) {
      const found = await store.known(keys);
      const taken = await cache.take(keys.filter((_, i) => found[i] === null || found[i]!.lost.length > 0));
      return taken === 0 ? found : store.known(keys);
    },
    async commit(commit) {
      await store.commit(commit);
      if (commit.execution !== null) cache.executed(commit.recipe.recipeKey);
      if (mode === 'rw' && commit.execution !== null) await cache.give(commit);
    },
    report: () => cache.report(),
  };
}

class SharedCache {
  readonly #asked = new Set<Digest>();
  readonly #conflicts = new Map<string, Variant>();
  readonly #reader: CacheReader;
  readonly #taken = new Set<Digest>();
  #given = 0;

  constructor(
    private readonly store: DuckDbStore,
    private readonly place: CachePlace,
  ) {
    this.#reader = new CacheReader(place, 'run');
  }

  report(): CacheReport {
    return {
      address: this.place.address,
      isNew: this.place.isNew === true,
      taken: this.#taken.size,
      given: this.#given,
      damaged: this.#reader.damaged,
      conflicts: [...this.#conflicts.values()],
      faults: this.#reader.faults,
    };
  }

  /** Keeps in the store what the cache has of some keys. @returns how many */
  async take(keys: readonly Digest[]): Promise<number> {
    const asked = keys.filter((key) => !this.#asked.has(key));
    for (const key of asked) this.#asked.add(key);
    let taken = 0;
    const commits: Promise<void>[] = [];
    await this.#reader.each(asked, async (key) => {
      const commit = await this.#fetch(key);
      if (commit === null) return;
      taken++;
      this.#taken.add(key);
      commits.push(this.store.commit(commit));
    });
    await Promise.all([...commits, taken === 0 ? undefined : this.store.flush()]);
    return taken;
  }

  /** What was taken was not enough, or not asked for. */
  executed(key: Digest): void {
    this.#taken.delete(key);
  }

  /** Writes a result there: its objects, then its record. */
  async give(commit: Commit): Promise<void> {
    await this.#reader.each([commit], async ({ recipe, tables, objects }) => {
      let completes = false;
      for (const { digest, bytes } of [...Object.values(tables), ...objects]) {
        if (await this.place.putIfAbsent(objectName(digest), bytes)) completes = true;
      }
      const name = recordName(recipe.recipeKey);
      if (await this.place.putIfAbsent(name, encodeRecord(commit))) {
        this.#given++;
        return;
      }
      const there = await this.#reader.record(recipe.recipeKey);
      if (there !== null && !this.#compare(recipe, HERE, there) && completes) this.#given++;
    });
  }

  async #fetch(key: Digest): Promise<Commit | null> {
    const record = await this.#reader.record(key);
    if (record === null) return null;
    const { recipe, made } = record;
    const [own] = await this.store.known([key]);
    if (own != null) {
      if (this.#compare(own, await this.store.madeAt(key), record)) return null;
      if (!(await bringsObjects(this.store, record))) return null;
    }
    const tables: Record<string, StoredObject> = {};
    for (const { name, kind, digest } of recipe.outputs) {
      if (kind !== 'table') continue;
      const object = await this.#object(digest);
      if (object === null) return null;
      tables[name] = object;
    }
    const objects: StoredObject[] = [];
    const of = new Set(recipe.outputs.flatMap((output) => (output.kind === 'tensor' ? output.objects : [])));
    for (const digest of record.objects.filter((each) => of.has(each))) {
      const object = await this.#object(digest);
      if (object !== null) objects.push(object);
    }
    return { recipe, tables, objects, execution: null, made };
  }

  async #object(digest: Digest): Promise<StoredObject | null> {
    const bytes = await this.place.get(objectName(digest));
    if (bytes === null) return null;
    if (digestOf(bytes) === digest) {
      // Aligned, as Arrow wants it, and ours.
      return { digest, bytes: Uint8Array.from(bytes) };
    }
    this.#reader.tell(objectName(digest), 'has other bytes than its name says');
    return null;
  }

  /** Whether the cache has another digest for something than was computed here; tells it. */
  #compare(
    own: Pick<StoredResult, 'recipeKey' | 'outputs' | 'numerics'>,
    ownMade: MadeAt,
    { recipe, made }: CacheRecord,
  ): boolean {
    let differs = false;
    for (const { name, digest } of own.outputs) {
      const other = recipe.outputs.find((output) => output.name === name)?.digest;
      if (other === undefined || other === digest) continue;
      differs = true;
      const variant = {
        recipeKey: own.recipeKey,
        stage: recipe.stage,
        output: name,
        kept: digest,
        other,
        keptNumerics: computedWith(own.numerics, ownMade),
        otherNumerics: computedWith(recipe.numerics, made),
        store: this.place.address,
      };
      if (this.#conflicts.has(`${own.recipeKey} ${name}`)) continue;
      this.#conflicts.set(`${own.recipeKey} ${name}`, variant);
      this.store.recordVariant(variant);
    }
    return differs;
  }
}

/** Whether a cache has objects of a result that a store has without them; of what is never kept neither has any. */
export async function bringsObjects(store: Pick<DuckDbStore, 'missing'>, record: CacheRecord): Promise<boolean> {
  return (await store.missing(record.objects)).size > 0;
}

function computedWith(numerics: StoredResult['numerics'], { node, platform }: MadeAt): string {
  const multiplied = [...new Set(Object.values(numerics).flat())].sort().join('; ');
  return computationText(multiplied, node, platform);
}
