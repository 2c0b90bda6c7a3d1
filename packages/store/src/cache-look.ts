import type { Digest, LookUp, StoredResult } from '@rgflow/pipeline';
import type { CachePlace } from './cache-place.js';
import { CacheReader } from './cache-reader.js';
import { type CacheRecord, objectName } from './cache-record.js';
import { bringsObjects } from './shared-cache.js';

/** A look-up that knows of a cache what a run would take from it. */
export interface CacheLook extends LookUp {
  /** As people gave it. */
  readonly address: string;
  /** Whether a result is not in the store as it is needed, and would be taken from the cache. */
  wouldTake(key: Digest): boolean;
  /** What was wrong, a sentence each. */
  readonly faults: readonly string[];
}

/**
 * Looks through a store into the cache behind it, as a run with that cache does, but takes and writes nothing: records are
 * read, and of objects whether they are there. (A run compares their bytes as well.)
 */
export function lookIntoCache(store: LookUp, place: CachePlace): CacheLook {
  const reader = new CacheReader(place, 'plan');
  /** What would be in the store by then; null is what the cache has not. */
  const found = new Map<Digest, StoredResult | null>();
  const objects = new Set<Digest>();

  /** Of some objects those that lie there. */
  const there = async (digests: Iterable<Digest>): Promise<ReadonlySet<Digest>> => {
    const all = [...new Set(digests)];
    const present = await Promise.all(all.map(async (digest) => objects.has(digest) || place.has(objectName(digest))));
    return new Set(all.filter((_, i) => present[i]));
  };

  const look = async (key: Digest, own: StoredResult | null): Promise<void> => {
    const record = await reader.record(key);
    const isOurs = record !== null && own !== null && (differs(own, record) || !(await bringsObjects(store, record)));
    found.set(key, record === null || isOurs ? null : await whole(record));
  };

  const whole = async ({ recipe, objects: kept }: CacheRecord): Promise<StoredResult | null> => {
    const { recipeKey, outputs, numerics } = recipe;
    const tables = outputs.filter(({ kind }) => kind === 'table').map(({ digest }) => digest);
    const given = await there([...tables, ...kept]);
    if (!tables.every((digest) => given.has(digest))) return null;
    const absent = await store.missing(outputs.flatMap((output) => output.objects));
    const lost = outputs.filter((output) => output.objects.some((digest) => absent.has(digest) && !given.has(digest)));
    for (const digest of given) objects.add(digest);
    return { recipeKey, outputs, numerics, lost: lost.map(({ name }) => name) };
  };

  return {
    preimages: (stage, limit) => store.preimages(stage, limit),
    acceptances: () => store.acceptances(),
    async known(keys) {
      const own = await store.known(keys);
      const ask = keys.flatMap((key, i) => {
        const isWhole = own[i] != null && own[i].lost.length === 0;
        return isWhole || found.has(key) ? [] : [{ key, own: own[i] ?? null }];
      });
      await reader.each(ask, ({ key, own: result }) => look(key, result));
      return keys.map((key, i) => found.get(key) ?? own[i] ?? null);
    },
    async missing(digests) {
      const absent = await store.missing(digests);
      return new Set([...absent].filter((digest) => !objects.has(digest)));
    },
    address: place.address,
    wouldTake: (key) => found.get(key) != null,
    get faults() {
      return reader.faults;
    },
  };
}

/** Whether the store has another digest under the key: then each keeps its own. */
function differs(own: StoredResult, { recipe }: CacheRecord): boolean {
  return own.outputs.some(({ name, digest }) => {
    const other = recipe.outputs.find((output) => output.name === name);
    return other !== undefined && other.digest !== digest;
  });
}
