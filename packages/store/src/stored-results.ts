import type { DuckDBConnection } from '@duckdb/node-api';
import type { Digest, RecipeRecord, StoredResult } from '@rgflow/pipeline';
import type { DigestTable } from './digest-table.js';
import { readAllResults, readResults } from './read-results.js';
import { ResultIndex } from './result-index.js';
import { Turns } from './turns.js';

/**
 * The results of a store by their keys. They are read into memory once and for all as soon as that is cheaper than to ask
 * again: a run of many instances asks the database about none of them, a small study in a large store reads its own only.
 */
export class StoredResults {
  readonly #index: ResultIndex;
  /** Whether every key of the store is in the index. */
  #complete = false;
  /** What asking has cost so far, in milliseconds. */
  #spent = 0;
  /** Recipes are numbered from 1 on. */
  #last = 0;
  /** One after the other, whoever asks. */
  readonly #reads = new Turns();

  constructor(private readonly digests: DigestTable) {
    this.#index = new ResultIndex(digests);
  }

  /** Looks where the numbers of recipes end. */
  async load(connection: DuckDBConnection): Promise<void> {
    const found = await connection.runAndReadAll('SELECT coalesce(max(recipe), 0) FROM internal.recipe_key');
    this.#last = Number(found.getRowsJS()[0]![0]);
  }

  /** Whether no key was ever recorded. */
  get isEmpty(): boolean {
    return this.#last === 0;
  }

  /** A number that no recipe has yet. */
  nextRecipe(): number {
    return ++this.#last;
  }

  /**
   * Makes `recipeOf` and `result` know of keys.
   *
   * @param keys  gives them, unless all are known
   */
  look(connection: DuckDBConnection, keys: () => readonly Digest[]): Promise<void> {
    return this.#complete ? Promise.resolve() : this.#reads.take(() => this.#look(connection, keys()));
  }

  /** Told that so many keys will be looked for, reads all if that is cheaper than to ask for them. */
  expect(connecting: Promise<DuckDBConnection>, keys: number): Promise<void> {
    if (costOfAsking(keys, this.#last) < costOfReading(this.#last)) return Promise.resolve();
    return this.#reads.take(async () => this.#read(await connecting));
  }

  /** The recipe of a key in the database, null if it has none. */
  recipeOf(key: Digest): number | null {
    return this.#index.recipeOf(key);
  }

  /** @param isStored  whether there is an object, by the number of its digest */
  result(key: Digest, isStored: (object: number) => boolean): StoredResult | null {
    return this.#index.result(key, isStored);
  }

  /** The objects of what is kept under a key, by the numbers of their digests. */
  objects(key: Digest): readonly number[] {
    return this.#index.objects(key);
  }

  /** Notes a recipe that was written: its number, and, if it has given a result, that. */
  written(key: Digest, recipe: number, result: Pick<RecipeRecord, 'outputs' | 'numerics'> | null): void {
    const number = this.#index.setRecipe(key, recipe);
    if (result === null) return;
    const outputs = result.outputs.map(({ name, kind, digest, tensors = [] }) => ({
      name,
      digest: this.digests.add(digest),
      tensors:
        kind === 'table'
          ? null
          : tensors.map((tensor) => ({ layer: tensor.layer, digest: this.digests.add(tensor.digest) })),
    }));
    this.#index.setResult(number, outputs, result.numerics);
  }

  async #look(connection: DuckDBConnection, keys: readonly Digest[]): Promise<void> {
    if (this.#complete) return;
    const unknown = keys.filter((key) => this.#index.recipeOf(key) === null);
    if (unknown.length === 0) return;
    this.#spent += costOfAsking(unknown.length, this.#last);
    if (this.#spent >= costOfReading(this.#last)) await this.#read(connection);
    else await readResults(connection, this.#index, unknown);
  }

  async #read(connection: DuckDBConnection): Promise<void> {
    if (this.#complete) return;
    await readAllResults(connection, this.#index);
    this.#complete = true;
  }
}

/** Milliseconds for reading all: a microsecond and a half each. */
function costOfReading(stored: number): number {
  return 0.0015 * stored;
}

/** Milliseconds for asking for some of them: six statements, each a pass over a column, and 25 microseconds a key. */
function costOfAsking(keys: number, stored: number): number {
  return 5 + 0.00003 * stored + 0.025 * keys;
}
