import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { forgetRuns, mergeStores, openCachePlace, openStore, verifyStore, withCache } from '../src/index.js';
import { tableResult } from './cache-behaviour.js';
import { type ExecutedCommit, execute, KL_TABLE, runOf } from './records.js';
import { temporaryFile } from './temporary-store.js';

const HERE = { node: process.versions.node, platform: `${process.platform}-${process.arch}` };

function resultOf(offset: number): ExecutedCommit {
  const commit = tableResult(1, offset);
  return { ...commit, recipe: { ...commit.recipe, numerics: { kl: ['OpenBLAS 0.3.21 (Haswell)'] } } };
}

/** A store that has executed the result in a run of its own, and the cache it gave it to. */
async function executed(offset: number, runId: string, cache?: string): Promise<string> {
  const file = temporaryFile();
  const store = await openStore(file);
  const at = cache === undefined ? store : withCache(store, await openCachePlace(cache, 'rw'), 'rw');
  await at.beginRun({ ...runOf(runId, 'grid', [KL_TABLE]), provenance: HERE });
  const commit = resultOf(offset);
  await execute(at, { ...commit, execution: { ...commit.execution, runId } }, { seed: 1 });
  await at.endRun(runId, 'complete');
  await store.close();
  return file;
}

/** Another run in a store, in which the result is a hit. */
async function used(file: string, runId: string, cache?: string): Promise<string> {
  const store = await openStore(file);
  const at = cache === undefined ? store : withCache(store, await openCachePlace(cache, 'ro'), 'ro');
  const { recipeKey, stage } = resultOf(0).recipe;
  await at.beginRun({ ...runOf(runId, 'grid', [KL_TABLE], 1), provenance: { node: '18.0.0', platform: 'other' } });
  expect(await at.known([recipeKey])).toMatchObject([{ recipeKey }]);
  at.recordStage({ runId, recipeKey, stage, cell: { seed: 1 }, outcome: 'hit', reason: '' });
  await at.endRun(runId, 'complete');
  await store.close();
  return file;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-made-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('where a result was made', () => {
  it('is kept of what was taken from a cache, and goes with it: what was computed alike and differs is an error', async () => {
    const cache = temporaryFolder();
    await executed(0, 'giver', cache);
    const taken = await used(temporaryFile(), 'taker', cache);
    const further = temporaryFile();
    await mergeStores(further, [taken]);
    const other = await executed(0.5, 'other');
    for (const [into, from] of [
      [taken, other],
      [further, other],
      [other, taken],
    ] as const) {
      const { refused, variants } = await mergeStores(into, [from]);
      expect(variants).toEqual([]);
      expect(refused).toMatchObject([
        { failure: 'store-damaged', because: expect.stringContaining('both were computed by') },
      ]);
    }
    expect((await verifyStore(further)).damages).toEqual([]);
  });

  it('is another, of what another Node gave to the cache: then it is a variant, and both are named', async () => {
    const cache = temporaryFolder();
    await executed(0, 'giver', cache);
    const results = join(cache, 'results');
    const [record] = readdirSync(results, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json'));
    const path = join(results, record!);
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"node":"${HERE.node}"`, '"node":"22.1.0"'));
    const taken = await used(temporaryFile(), 'taker', cache);
    const { refused, variants } = await mergeStores(taken, [await executed(0.5, 'other')]);
    expect(refused).toEqual([]);
    const [library, platform] = ['OpenBLAS 0.3.21 (Haswell)', HERE.platform];
    expect(variants).toMatchObject([
      {
        keptNumerics: `${library}, Node 22.1.0, ${platform}`,
        otherNumerics: `${library}, Node ${HERE.node}, ${platform}`,
      },
    ]);
  });

  it('is kept of what a run made that was forgotten, while another uses it', async () => {
    const file = await used(await executed(0, 'maker'), 'user');
    await forgetRuns(file, ['maker']);
    const store = await openStore(file, { mode: 'read' });
    expect(await store.madeAt(resultOf(0).recipe.recipeKey)).toEqual(HERE);
    await store.close();
    expect((await mergeStores(file, [await executed(0.5, 'other')])).refused).toHaveLength(1);
    await forgetRuns(file, ['user']);
    const empty = await openStore(file, { mode: 'read' });
    expect((await empty.query('SELECT count(*) FROM internal.made')).rows).toEqual([[0]]);
    await empty.close();
  });
});
