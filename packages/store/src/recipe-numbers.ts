import type { DuckDBConnection } from '@duckdb/node-api';
import type { Digest } from '@rgflow/pipeline';
import { appendRows, digestValue } from './append.js';
import type { StoredResults } from './stored-results.js';

/** The numbers of the recipes that one transaction writes about: those that there are, and new ones. */
export class RecipeNumbers {
  readonly #new = new Map<Digest, number>();

  /** @param results  which have looked for all keys that are asked for */
  constructor(private readonly results: StoredResults) {}

  of(key: Digest): number {
    const known = this.results.recipeOf(key) ?? this.#new.get(key);
    if (known !== undefined && known !== null) return known;
    const number = this.results.nextRecipe();
    this.#new.set(key, number);
    return number;
  }

  /** Writes the new ones. */
  async write(connection: DuckDBConnection): Promise<void> {
    const rows = [...this.#new].map(([key, number]) => [number, digestValue(key)]);
    await appendRows(connection, 'internal', 'recipe_key', rows);
  }

  /** The transaction has come to a good end. */
  committed(): void {
    for (const [key, number] of this.#new) this.results.written(key, number, null);
  }
}
