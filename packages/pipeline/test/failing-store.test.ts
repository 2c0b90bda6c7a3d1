import { describe, expect, test } from 'vitest';
import type { Commit } from '../src/records.js';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

describe('a store that fails', () => {
  class Failing extends MemoryStore {
    constructor(private readonly operation: 'known' | 'read' | 'commit' | 'endRun' | 'beginRun') {
      super();
    }
    #check(operation: string): void {
      if (operation === this.operation) throw new Error(`EIO: ${operation}`);
    }
    override async known(keys: readonly string[]) {
      this.#check('known');
      return super.known(keys);
    }
    override async read(digest: string) {
      this.#check('read');
      return super.read(digest);
    }
    override async commit(commit: Commit) {
      this.#check('commit');
      return super.commit(commit);
    }
    override async beginRun(...given: Parameters<MemoryStore['beginRun']>) {
      this.#check('beginRun');
      return super.beginRun(...given);
    }
    override async endRun(...given: Parameters<MemoryStore['endRun']>) {
      this.#check('endRun');
      return super.endRun(...given);
    }
  }

  test.each(['known', 'commit', 'endRun', 'beginRun'] as const)(
    'to %s ends the run with its error',
    async (operation) => {
      const store = new Failing(operation);
      await expect(run(sums([1, 2, 3]), store, { jobs: 2 })).rejects.toThrow(`EIO: ${operation}`);
      if (operation === 'known' || operation === 'commit') expect(store.runs[0]!.status).toBe('interrupted');
    },
  );

  test('to read an input ends the run with its error, also while another instance is running', async () => {
    const store = new Failing('read');
    for (const [digest, recipe] of await fullStore()) store.recipesByKey.set(digest, recipe);
    for (const [digest, bytes] of full!.objects) store.objects.set(digest, bytes);
    await expect(run(sums([1, 9, 8]), store, { jobs: 2 })).rejects.toThrow('EIO: read');
  });

  let full: MemoryStore | null = null;
  async function fullStore(): Promise<MemoryStore['recipesByKey']> {
    full = new MemoryStore();
    await run(sums([1]), full);
    return full.recipesByKey;
  }
});
