import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeStores } from '../src/index.js';
import { change } from './change-store.js';
import { contentOf, shardStore } from './shard-stores.js';
import { temporaryFile } from './temporary-store.js';

describe('merged stores', () => {
  it('show a mixed run where there is none of its name that is not, in a store made before there were any, too', async () => {
    const target = await shardStore(1, 1, { cells: 2, name: 'own', numerics: 'OpenBLAS 0.3.21 (Haswell)' });
    // As an earlier rgflow made it.
    await change(
      target,
      'CREATE OR REPLACE VIEW main.newest_run AS SELECT study, name, run_id, sequence, true AS whole FROM main.run',
    );
    const wasm = { node: '22.1.0', offset: 0.5, numerics: 'rgflow WASM' };
    const others = [
      await shardStore(1, 1, { ...wasm, cells: 3, at: 1 }),
      await shardStore(1, 1, { node: '24.1.0', cells: 1, numerics: 'OpenBLAS 0.3.21 (Haswell)' }),
    ];
    const { mixed } = await mergeStores(target, [others[0]!]);
    expect(mixed).toMatchObject([{ name: 'grid', results: 2, shown: null, isShown: true }]);
    expect((await contentOf(target)).shown).toHaveLength(9);
    // One that is whole takes its place, though it began earlier.
    expect((await mergeStores(target, [others[1]!])).mixed).toEqual([]);
    expect((await contentOf(target)).shown).toHaveLength(3);
  });

  it('are as they were, and a new one is not made, where nothing is taken', async () => {
    const [one, wrong] = [await shardStore(1, 2), temporaryFile('README.md')];
    writeFileSync(wrong, '# none');
    const none = temporaryFile();
    expect(await mergeStores(none, [wrong])).toMatchObject({ merged: [], joined: [], refused: [{ store: wrong }] });
    expect(readdirSync(dirname(none))).toEqual([]);
    const before = readFileSync(one);
    expect(await mergeStores(one, [one])).toMatchObject({ joined: [], refused: [{ store: one, failure: 'usage' }] });
    expect(readFileSync(one).equals(before)).toBe(true);
    expect(await mergeStores(one, [wrong])).toMatchObject({ joined: [], refused: [{ store: wrong }] });
    expect((await contentOf(one)).runs).toHaveLength(1);
  });
});
