import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedStore, tableResult, tensorResult } from './cache-behaviour.js';
import { temporaryFile } from './temporary-store.js';

const temporaryFolder = () => dirname(temporaryFile());

/** The files of a cache. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a cache in a folder', () => {
  it('whose bytes were changed gives nothing of them, and says which', async () => {
    const folder = temporaryFolder();
    const [table, tensor] = [tableResult(1), tensorResult(2)];
    const one = await cachedStore(folder, 'rw');
    await one.cached.commit(table);
    await one.cached.commit(tensor);
    for (const file of filesOf(join(folder, 'objects'))) {
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(file, bytes);
    }
    const keys = [table, tensor].map(({ recipe }) => recipe.recipeKey);
    const { cached } = await cachedStore(folder, 'ro');
    const [ofTable, ofTensor] = await cached.known(keys);
    expect(ofTable).toBeNull();
    expect(ofTensor).toMatchObject({ lost: ['weights'] });
    expect(cached.report().faults).toHaveLength(3);
    expect(cached.report()).toMatchObject({ taken: 1, damaged: 3 });
    // What has to be executed all the same was not had of it.
    await cached.commit(table);
    expect(cached.report().taken).toBe(1);
    await cached.commit(tensor);
    expect(cached.report()).toMatchObject({ taken: 0, given: 0, damaged: 3 });
    expect(cached.report().faults[0]).toMatch(/objects\/..\/[0-9a-f]{64} has other bytes than its name says/);
  });

  it('of which much is damaged names some of it, and is completed where that was taken away', async () => {
    const folder = temporaryFolder();
    const results = [1, 2, 3].map(tensorResult);
    const keys = results.map(({ recipe }) => recipe.recipeKey);
    const one = await cachedStore(folder, 'rw');
    for (const result of results) await one.cached.commit(result);
    const objects = filesOf(join(folder, 'objects'));
    for (const file of objects) writeFileSync(file, '');
    const two = await cachedStore(folder, 'rw');
    await two.cached.known(keys);
    for (const result of results) await two.cached.commit(result);
    expect(two.cached.report()).toMatchObject({ taken: 0, given: 0, damaged: 6 });
    expect(two.cached.report().faults.slice(3)).toEqual([
      `${folder} has 3 more that are damaged; they were not used either.`,
    ]);
    for (const file of objects) rmSync(file);
    const three = await cachedStore(folder, 'rw');
    await three.cached.known(keys);
    for (const result of results) await three.cached.commit(result);
    expect(three.cached.report()).toMatchObject({ taken: 0, given: 3, damaged: 0, faults: [] });
    const four = await cachedStore(folder, 'ro');
    expect(await four.cached.known(keys)).toMatchObject(keys.map(() => ({ lost: [] })));
    expect(four.cached.report()).toMatchObject({ taken: 3, damaged: 0 });
  });
});
