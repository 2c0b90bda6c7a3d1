import type { Commit, Digest, RecipeRecord, StoredOutput, StoredResult } from './records.js';

/** The port through which results are found and kept, whoever made them: by the key of what went in. */
export interface ResultStore {
  /** The results under `keys`, in their order; null for a key that was never executed with success. Made for many keys. */
  known(keys: readonly Digest[]): Promise<readonly (StoredResult | null)[]>;

  /** The recorded recipes among `keys`, with all that is recorded of them; for a few keys. */
  recipes(keys: readonly Digest[]): Promise<ReadonlyMap<Digest, RecipeRecord>>;

  /** Those of `digests` that have no stored object. */
  missing(digests: readonly Digest[]): Promise<ReadonlySet<Digest>>;

  /** The bytes of one object, checked against its digest; null if absent. A damaged object is deleted and absent. */
  read(digest: Digest): Promise<Uint8Array | null>;

  /**
   * How what is shown of a table output differs from the object that holds it, as a sentence; null if it does not, and of an
   * output whose object is gone.
   */
  shownOtherwise(recipeKey: Digest, output: StoredOutput): Promise<string | null>;

  /**
   * Keeps a result. Buffered and written in batches (every quarter to half of a second, or sooner when many bytes
   * wait), in order, each commit whole or not at all, its execution with it. Resolves when the commit is durable.
   */
  commit(commit: Commit): Promise<void>;

  /** Writes what is buffered at once; throws what went wrong where nobody waited. */
  flush(): Promise<void>;

  /** Deletes objects that nothing needs any more; buffered, after the commits before it. Absent ones are no error. */
  drop(digests: readonly Digest[]): void;
}
