import type { RecipeRecord, StoredResult } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import type { DuckDbStore } from '../src/index.js';
import { type ExecutedCommit, KL_COLUMNS, keyOf, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const data = Float32Array.of(1, 2, 3);

const made = new Map<string, ExecutedCommit>();

/** Every third with tensors, every fifth computed in a way of its own. */
function commitOf(i: number, offset = 0): ExecutedCommit {
  const name = `${i} ${offset}`;
  const commit = made.get(name) ?? makeCommit(i, offset);
  made.set(name, commit);
  return commit;
}

function makeCommit(i: number, offset: number): ExecutedCommit {
  const options = { recipe: String(i), numerics: i % 5 === 0 ? { kl: ['OpenBLAS'], train: ['a', 'b'] } : {} };
  if (i % 3 > 0) return tableCommit('run', 'kl_layer', KL_COLUMNS, klRows(1 + (i % 2), i + offset), options);
  const tensors = Array.from({ length: i % 4 }, (_, layer) => ({
    shape: [3],
    data: data.map((x) => x + i + layer + offset),
  }));
  return tensorCommit('run', 'weights', 'float32', tensors, options);
}

async function filled(store: DuckDbStore, numbers: readonly number[], offset = 0): Promise<void> {
  const commits = numbers.map((i) => store.commit(commitOf(i, offset)));
  await store.flush();
  await Promise.all(commits);
}

/** The file of a store that some results were committed to. */
async function closedStore(numbers: readonly number[]): Promise<string> {
  const store = await temporaryStore();
  await store.beginRun(runOf('run', 'kl', []));
  await filled(store, numbers);
  await store.close();
  return store.file;
}

/** What a look-up is to tell of a recipe. */
function told({ recipeKey, outputs, numerics }: RecipeRecord | StoredResult): unknown {
  const shown = outputs.map(({ name, kind, digest, objects, tensors }) => {
    return { name, kind, digest, objects, tensors: tensors?.map((tensor) => [tensor.layer, tensor.digest]) };
  });
  return { recipeKey, shown, numerics };
}

async function check(store: DuckDbStore, numbers: readonly number[], offset = 0): Promise<void> {
  const known = await store.known(numbers.map((i) => keyOf(String(i))));
  expect(known.map((result) => result && told(result))).toEqual(numbers.map((i) => told(commitOf(i, offset).recipe)));
}

const ALL = Array.from({ length: 4000 }, (_, i) => i);

describe('results that are looked up by their keys', () => {
  it('are those that were committed, asked one by one, many at once, and in a store that is opened anew', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('run', 'kl', []));
    await filled(store, ALL);
    await check(store, [3, 5, 3999]);
    await store.close();

    const reader = await temporaryStore(file, { mode: 'read' });
    for (const i of [0, 1, 2, 3, 12, 3999]) await check(reader, [i]);
    expect(await reader.known([keyOf('absent'), keyOf('7')])).toMatchObject([null, { recipeKey: keyOf('7') }]);
    await check(reader, ALL);
    expect(await reader.known([keyOf('absent')])).toEqual([null]);
    expect(await reader.known([])).toEqual([]);
  });

  it('are there as soon as they are durable, whatever was read before and meanwhile', async () => {
    const file = await closedStore(ALL.slice(0, 1000));

    const store = await temporaryStore(file);
    const asking: Promise<void>[] = [];
    for (let from = 1000; from < 1100; from += 20) {
      const batch = ALL.slice(from, from + 20);
      // While this is written, all others are asked for, and read into memory at some moment.
      const writing = filled(store, batch);
      asking.push(check(store, ALL.slice(0, 1000)));
      await writing;
      await check(store, batch);
    }
    await Promise.all(asking);
    await check(store, ALL.slice(0, 1100));
  });

  it('are the same where they are read ahead, whatever is asked, committed and dropped meanwhile', async () => {
    const file = await closedStore(ALL.slice(0, 3000));

    for (const asksAtOnce of [false, true]) {
      const reader = await temporaryStore(file, { mode: 'read' });
      reader.expect(1e5);
      // Neither does a query before they are read, nor one at the end, take from what is read.
      if (asksAtOnce)
        await Promise.all([check(reader, ALL.slice(0, 3000)), reader.query('SELECT count(*) FROM recipe')]);
      await check(reader, ALL.slice(0, 3000));
      expect(await reader.known([keyOf('3500')])).toEqual([null]);
      await reader.close();
    }

    const store = await temporaryStore(file);
    store.expect(1e5);
    await filled(store, [...ALL.slice(3000, 3020), 6, 7], 1000);
    await check(store, [3000, 3019, 6, 7], 1000);
    await check(store, [5, 8, 2999]);
    store.drop([commitOf(8).recipe.outputs[0]!.digest]);
    await store.flush();
    expect(await store.known([keyOf('8')])).toMatchObject([{ lost: ['kl_layer'] }]);
    await store.close();

    const closedAtOnce = await temporaryStore(file);
    closedAtOnce.expect(1e5);
    await closedAtOnce.close();
    const empty = await temporaryStore();
    empty.expect(1e5);
    expect(await empty.known([keyOf('1')])).toEqual([null]);
  });

  it('are those of the last commit of a key, and have all objects that were not dropped', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('run', 'kl', []));
    await filled(store, ALL.slice(0, 600));
    await check(store, ALL.slice(0, 600));
    await filled(store, [6, 7, 8], 1000);
    await check(store, [6, 7, 8], 1000);
    const objects = async (of: DuckDbStore) =>
      (await of.known(ALL.slice(0, 600).map((i) => keyOf(String(i))))).flatMap((result) =>
        result!.outputs.flatMap((output) => output.objects),
      );
    const all = await objects(store);
    const dropped = [...new Set(all)].slice(3, 40);
    expect((await store.missing(all)).size).toBe(0);
    store.drop(dropped);
    await store.flush();
    expect([...(await store.missing(all))].sort()).toEqual([...dropped].sort());
    await store.close();

    const again = await temporaryStore(file);
    await check(again, [6, 7, 8], 1000);
    expect([...(await again.missing(dropped.slice(0, 2)))]).toEqual(dropped.slice(0, 2));
    expect([...(await again.missing(await objects(again)))].sort()).toEqual([...dropped].sort());
    for (const digest of [dropped[0]!, all[0]!]) {
      expect((await again.read(digest)) === null).toBe(dropped.includes(digest));
    }
  });

  it('are none of an execution that failed, until one succeeds', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('run', 'kl', []));
    const commit = commitOf(1);
    store.recordExecution({ ...commit.execution, status: 'failed', error: 'Error', cpuMs: null });
    await store.flush();
    expect(await store.known([keyOf('1')])).toEqual([null]);
    expect((await store.query('SELECT count(*) FROM recipe')).rows).toEqual([[0]]);
    await filled(store, [1]);
    await check(store, [1]);
    expect((await store.query('SELECT count(*), count(DISTINCT recipe_key) FROM execution')).rows).toEqual([[2, 1]]);
  });

  it('cannot be told of a run that has not begun', async () => {
    const store = await temporaryStore();
    await expect(store.commit(commitOf(1))).rejects.toThrow(
      'store: run run has not begun; call beginRun before it is told of.',
    );
    expect(await store.known([keyOf('1')])).toEqual([null]);
  });
});
