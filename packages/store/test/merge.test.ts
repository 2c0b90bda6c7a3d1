import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  collectStore,
  forgetRuns,
  mergeStores,
  openStore,
  ROOT_RUNS,
  StoreInUseError,
  verifyStore,
} from '../src/index.js';
import { change } from './change-store.js';
import { execute, KL_COLUMNS, KL_TABLE, keyOf, klRows, runOf, tableCommit } from './records.js';
import { contentOf, shardStore } from './shard-stores.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

describe('merged stores', () => {
  it('show the tables of one machine, whole and verified, in whatever order they come, and twice the same', async () => {
    const target = temporaryFile();
    const shards = [await shardStore(1, 3), await shardStore(2, 3), await shardStore(3, 3)];
    const first = await mergeStores(target, shards.slice(0, 2));
    expect(first.refused).toEqual([]);
    expect(first.merged.map(({ runs, results, objects }) => [runs, results, objects])).toEqual([
      [1, 9, 9],
      [1, 8, 8],
    ]);
    expect(first.joined).toMatchObject([{ status: 'partial', shards: ['1/3', '2/3'], missing: ['3/3'] }]);
    const second = await mergeStores(target, shards);
    expect(second.merged.map(({ runs, results }) => [runs, results])).toEqual([
      [0, 0],
      [0, 0],
      [1, 8],
    ]);
    expect(second.joined).toMatchObject([{ status: 'complete', name: 'grid', missing: [] }]);
    expect((await verifyStore(target)).damages).toEqual([]);

    const alone = await shardStore(1, 1);
    const [one, all] = [await contentOf(alone), await contentOf(target)];
    for (const what of ['shown', 'outputs', 'tensors', 'recipes', 'objects'] as const)
      expect(all[what]).toEqual(one[what]);
    expect((all.shown as unknown[]).length).toBe(36);

    expect(await mergeStores(target, shards)).toMatchObject({ refused: [], variants: [], joined: [] });
    expect(await mergeStores(target, [])).toMatchObject({ merged: [], joined: [] });
    expect(await contentOf(target)).toEqual(all);

    const reversed = temporaryFile();
    await mergeStores(reversed, [...shards].reverse());
    const other = await contentOf(reversed);
    for (const what of ['shown', 'outputs', 'tensors', 'recipes', 'objects'] as const)
      expect(other[what]).toEqual(one[what]);
  });

  it('go on as any store: a run finds the results, adds its own, and gc and forget do with them what they do', async () => {
    const target = await shardStore(2, 2, { name: 'own' });
    await mergeStores(target, [await shardStore(1, 2), await shardStore(2, 2)]);
    const store = await openStore(target);
    const keys = ['samples', 'kl 0', 'kl 5', 'weights 3'].map(keyOf);
    for (const result of await store.known(keys)) expect(result).toMatchObject({ lost: [] });
    await store.beginRun(runOf('later', 'grid', [KL_TABLE], 9));
    await execute(store, tableCommit('later', 'kl_layer', KL_COLUMNS, klRows(2, 77), { recipe: 'kl 77' }), {
      seed: 77,
    });
    await store.endRun('later', 'complete');
    expect((await store.query('SELECT count(*), max(kl) FROM kl_layer')).rows).toEqual([[2, 77.125]]);
    await store.close();
    await forgetRuns(target, ['later']);
    await collectStore(target, { apply: true });
    expect((await verifyStore(target)).damages).toEqual([]);
    expect((await contentOf(target)).shown).toHaveLength(36);
    await mergeStores(target, [await shardStore(1, 2)]);
    expect((await verifyStore(target)).damages).toEqual([]);
  });

  it('a run of the whole that began later stays the newest, and shards that began after it are joined', async () => {
    const target = await shardStore(1, 2);
    const store = await openStore(target);
    await store.beginRun(runOf('whole', 'grid', [KL_TABLE], 9));
    await execute(store, tableCommit('whole', 'kl_layer', KL_COLUMNS, klRows(2, 3), { recipe: 'kl 99' }), { seed: 99 });
    await store.endRun('whole', 'complete');
    await store.close();
    expect(await mergeStores(target, [])).toMatchObject({ joined: [] });
    expect(await mergeStores(target, [await shardStore(2, 2)])).toMatchObject({ joined: [] });
    expect((await contentOf(target)).shown).toHaveLength(2);
    const later = await Promise.all([1, 2].map((part) => shardStore(part, 2, { at: 9 })));
    expect((await mergeStores(target, later)).joined).toMatchObject([{ status: 'complete' }]);
    expect((await contentOf(target)).shown).toHaveLength(36);
  });

  it('are in the order in which their runs began, whichever is merged into which: the newest stays, also after gc', async () => {
    const began = [30, 10, 20];
    const made = await Promise.all(began.map((at) => shardStore(1, 1, { at, cells: at / 10 })));
    for (const [into, ...others] of [
      [0, 1, 2],
      [1, 2, 0],
    ] as const) {
      const target = temporaryFile();
      copyFileSync(made[into]!, target);
      await mergeStores(
        target,
        others.map((i) => made[i]!),
      );
      const store = await openStore(target);
      const runs = await store.query('SELECT epoch(started_at) - 1.7e9 - 1 FROM run ORDER BY sequence');
      expect(runs.rows.flat()).toEqual([10, 20, 30]);
      const cells = `SELECT count(DISTINCT cell ->> '$.seed') FROM run_stage JOIN run USING (run_id) GROUP BY sequence ORDER BY sequence`;
      expect((await store.query(cells)).rows.flat()).toEqual([1, 2, 3]);
      const executed = 'SELECT count(*) FROM execution JOIN run USING (run_id) GROUP BY sequence ORDER BY sequence';
      expect((await store.query(executed)).rows.flat()).toEqual([3, 5, 7]);
      await store.close();
      expect((await contentOf(target)).shown).toHaveLength(9);
      await collectStore(target, { apply: true });
      const all = await openStore(target);
      expect((await all.query("SELECT count(*) FROM cell_tensor WHERE kept AND name = 'weights'")).rows).toEqual([[3]]);
      // Whatever is run here now began later, by whatever clock.
      await all.beginRun(runOf('later', 'grid', [KL_TABLE], -100));
      await execute(all, tableCommit('later', 'kl_layer', KL_COLUMNS, klRows(2), { recipe: 'kl 77' }), { seed: 77 });
      await all.endRun('later', 'complete');
      expect((await all.query('SELECT count(*) FROM kl_layer')).rows).toEqual([[2]]);
      await all.close();
      // And is the newest of all where it is merged with what began between.
      await mergeStores(target, [await shardStore(1, 1, { at: 5, cells: 4 })]);
      expect((await contentOf(target)).shown).toHaveLength(2);
      expect((await verifyStore(target)).damages).toEqual([]);
    }
  });

  it('of which shards are missing take the place of no run of the whole, and are joined when they have come', async () => {
    const target = await shardStore(1, 1, { cells: 2 });
    const parts = await Promise.all([3, 1, 2].map((part) => shardStore(part, 3, { at: 10 })));
    for (const [count, part] of parts.slice(0, 2).entries()) {
      const { joined } = await mergeStores(target, [part]);
      expect(joined).toMatchObject([{ status: 'partial', shown: 'grid-1-of-1-20.20.1' }]);
      expect(joined[0]!.missing).toHaveLength(2 - count);
      expect((await contentOf(target)).shown).toHaveLength(6);
      await collectStore(target, { apply: true });
    }
    const store = await openStore(target, { mode: 'read' });
    expect(
      (await store.query("SELECT count(DISTINCT digest) FROM history.cell_tensor WHERE kept AND name = 'weights'"))
        .rows,
    ).toEqual([[9]]);
    expect((await store.query('SELECT run_id, whole FROM newest_run')).rows).toEqual([['grid-1-of-1-20.20.1', true]]);
    await store.close();
    const { joined } = await mergeStores(target, [parts[2]!]);
    expect(joined).toMatchObject([{ status: 'complete', missing: [], shown: null }]);
    expect((await contentOf(target)).shown).toHaveLength(36);
    expect((await verifyStore(target)).damages).toEqual([]);
    expect(await mergeStores(target, [])).toMatchObject({ joined: [] });
  });

  it('of which shards are missing are shown where there is no run of the whole, and none of them is superseded', async () => {
    const target = await shardStore(1, 3, { at: 10 });
    expect((await mergeStores(target, [await shardStore(3, 3, { at: 5 })])).joined).toMatchObject([{ shown: null }]);
    expect((await contentOf(target)).shown).toHaveLength(24);
    const store = await openStore(target, { mode: 'read' });
    expect((await store.query(`SELECT count(*) FROM run WHERE sequence IN (${ROOT_RUNS})`)).rows).toEqual([[3]]);
    await store.close();
    // One that began earlier than a shard, and comes later, is shown from then on.
    await mergeStores(target, [await shardStore(1, 1, { cells: 5 })]);
    expect((await contentOf(target)).shown).toHaveLength(15);
    await mergeStores(target, [await shardStore(2, 3, { at: 1 })]);
    expect((await contentOf(target)).shown).toHaveLength(36);
  });

  it('keep one of two digests under a key, and record the other with what both were computed with', async () => {
    const target = await shardStore(1, 1, { cells: 2, numerics: 'OpenBLAS 0.3.21 (Haswell)' });
    const other = await shardStore(1, 1, {
      cells: 3,
      node: '22.1.0',
      offset: 0.5,
      numerics: 'OpenBLAS 0.3.21 (SkylakeX)',
    });
    const before = (await contentOf(target)).outputs as unknown[];
    const { variants, merged, mixed } = await mergeStores(target, [other]);
    expect(merged).toMatchObject([{ runs: 1, results: 2 }]);
    expect(variants).toHaveLength(2);
    expect(variants[0]).toMatchObject({
      stage: 'kl',
      output: 'kl_layer',
      keptNumerics: 'OpenBLAS 0.3.21 (Haswell), Node 20.20.1',
      otherNumerics: 'OpenBLAS 0.3.21 (SkylakeX), Node 22.1.0',
      store: other,
    });
    expect((await verifyStore(target)).damages).toEqual([]);
    expect((await contentOf(target)).outputs).toEqual(expect.arrayContaining(before));
    // The run of the other began no earlier, but has two tables of here and one of its own: what is of here alone is shown.
    const said = { study: 'grid', name: 'grid', results: 2, shown: 'grid-1-of-1-20.20.1', isShown: false };
    expect(mixed).toEqual([{ runId: 'grid-1-of-1-22.1.0', ...said }]);
    expect((await contentOf(target)).shown).toHaveLength(6);
    expect((await mergeStores(target, [other])).mixed).toEqual(mixed);
    const store = await temporaryStore(target, { mode: 'read' });
    const { rows } = await store.query('SELECT stage, kept_numerics FROM variant');
    expect(rows).toHaveLength(2);
    expect(
      (await store.query('SELECT count(*) FROM execution WHERE recipe_key IN (SELECT recipe_key FROM variant)')).rows,
    ).toEqual([[2]]);
    expect((await store.query('SELECT run_id, message FROM warning')).rows).toEqual([
      [
        'grid-1-of-1-22.1.0',
        expect.stringMatching(/^2 results of this run are those of the store .* a mixture of both/),
      ],
    ]);
  });

  it('take nothing of a store that has another digest though it was computed alike', async () => {
    const target = await shardStore(1, 1, { cells: 2, numerics: 'OpenBLAS 0.3.21 (Haswell)' });
    const other = await shardStore(1, 1, { cells: 3, name: 'b', offset: 0.5, numerics: 'OpenBLAS 0.3.21 (Haswell)' });
    const good = await shardStore(1, 1, { cells: 3, name: 'c' });
    await change(good, 'DELETE FROM internal.output WHERE false');
    const before = await contentOf(target);
    const { refused, merged } = await mergeStores(target, [other]);
    expect(merged).toEqual([]);
    expect(refused).toMatchObject([{ store: other, failure: 'store-damaged' }]);
    expect(refused[0]!.because).toMatch(
      /kl [0-9a-f]{12}: its kl_layer .* though both were computed by OpenBLAS 0.3.21 \(Haswell\), Node 20/,
    );
    expect(await contentOf(target)).toEqual(before);
    expect((await mergeStores(target, [other, good])).merged).toMatchObject([{ store: good, results: 2 }]);
  });

  it('take nothing of a store that does not verify, that is none, or that a run has open, but what the others have', async () => {
    const [wrong, open, good] = [await shardStore(1, 3), await shardStore(2, 3), await shardStore(3, 3)];
    await change(wrong, 'UPDATE rows.kl_layer SET kl = kl + 1 WHERE layer = 2');
    const holder = await openStore(open);
    const target = temporaryFile();
    const blank = temporaryFile('with blanks.duckdb');
    copyFileSync(wrong, blank);
    const none = temporaryFile('none.duckdb');
    const { merged, refused } = await mergeStores(target, [wrong, open, none, good, target]);
    await holder.close();
    expect((await mergeStores(target, [blank])).refused[0]!.because).toContain(`--store '${blank}'\` says more`);
    expect(merged).toMatchObject([{ store: good, results: 9 }]);
    expect(refused.map(({ failure }) => failure)).toEqual(['store-damaged', 'store-in-use', 'usage', 'usage']);
    expect(refused[0]!.because).toMatch(/SQL shows .* nothing of it was merged. `rgflow verify --store/);
    expect((await verifyStore(target)).damages).toEqual([]);
  });

  it('are refused while a run has the store that is merged into', async () => {
    const target = await shardStore(1, 2);
    const holder = await openStore(target);
    await expect(mergeStores(target, [await shardStore(2, 2)])).rejects.toBeInstanceOf(StoreInUseError);
    await holder.close();
  });

  it('bring the rounds of their runs, if they have any', async () => {
    const [target, with_, without] = [temporaryFile(), await shardStore(1, 2), await shardStore(2, 2)];
    const store = await openStore(with_);
    const [[runId]] = (await store.query('SELECT run_id FROM run')).rows as [[string]];
    const none = { lower: null, upper: null, resultLower: null, resultUpper: null, result: null, resultSe: null };
    const round = {
      ...none,
      name: 'grid',
      round: 1,
      parameter: 'depth',
      value: 3,
      cell: { seed: 0 },
      seeds: null,
    } as const;
    await store.recordRefinement([{ ...round, runId, rule: 'bisect', outcome: 'added', reason: 'crosses' }]);
    await store.close();
    // As an earlier rgflow made it: to verify it is to convert it.
    for (const later of ['warning', 'audit', 'acceptance', 'variant', 'refinement', 'tag']) {
      await change(without, `DROP TABLE main.${later}`);
    }
    expect(await mergeStores(target, [with_, without])).toMatchObject({ refused: [] });
    const merged = await openStore(target, { mode: 'read' });
    const { rows } = await merged.query('SELECT run_id, round, parameter, value, cell, reason FROM refinement');
    await merged.close();
    expect(rows).toEqual([[runId, 1, 'depth', 3, '{"seed":0}', 'crosses']]);
  });

  it('widen a column that the stores have in different types, and add one that only one has', async () => {
    const [target, other] = [temporaryFile('a.duckdb'), temporaryFile('b.duckdb')];
    for (const [file, type, more] of [
      [target, 'int32', {}],
      [other, 'float64', { extra: 'utf8' }],
    ] as const) {
      const store = await openStore(file);
      await store.beginRun(runOf(`r-${type}`, type, [{ ...KL_TABLE, name: 'wide' }]));
      const row = { x: type === 'int32' ? 3 : 2.5, ...('extra' in more ? { extra: 'y' } : {}) };
      const commit = tableCommit(`r-${type}`, 'wide', { x: type, ...more } as never, [row as never], { recipe: type });
      await execute(store, commit, {});
      await store.endRun(`r-${type}`, 'complete');
      await store.close();
    }
    const copy = temporaryFile();
    copyFileSync(target, copy);
    await mergeStores(target, [other]);
    await mergeStores(other, [copy]);
    for (const file of [target, other]) {
      const store = await temporaryStore(file, { mode: 'read' });
      expect((await store.query('SELECT study, x, extra FROM wide ORDER BY x')).rows).toEqual([
        ['float64', 2.5, 'y'],
        ['int32', 3, null],
      ]);
      expect((await verifyStore(copy)).damages).toEqual([]);
    }
  });
});
