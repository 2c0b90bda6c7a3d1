import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  collectStore,
  forgetRuns,
  listTags,
  openStore,
  StoreInUseError,
  tagRun,
  untagRun,
  verifyStore,
} from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { storeOfRuns } from './store-of-runs.js';
import { temporaryStore } from './temporary-store.js';

const bytesOf = (file: string) => statSync(file).size;

/** The runs whose weights are there after a collection. */
async function leftBy(file: string): Promise<readonly unknown[]> {
  await collectStore(file, { apply: true });
  expect((await verifyStore(file)).damages).toEqual([]);
  const store = await openStore(file, { mode: 'read' });
  try {
    const { rows } = await store.query(
      `SELECT DISTINCT run_id FROM run_stage JOIN tensor USING (recipe_key) SEMI JOIN object USING (digest)
       WHERE tensor.name = 'weights' ORDER BY run_id`,
    );
    return rows.map(([run]) => run);
  } finally {
    await store.close();
  }
}

describe('gc', () => {
  it('says what no kept run uses and changes nothing, then drops it and gives the space back to the disk', async () => {
    const file = await storeOfRuns(4);
    const before = bytesOf(file);
    const said = await collectStore(file);
    expect(said).toMatchObject({ droppedObjects: 6, fileBytes: { before, after: before } });
    expect(said.outputs.map(({ output, droppedObjects }) => [output, droppedObjects])).toEqual([
      ['momenta', 3],
      ['samples', 0],
      ['weights', 3],
    ]);
    expect(bytesOf(file)).toBe(before);

    const done = await collectStore(file, { apply: true });
    expect(done).toMatchObject({ droppedObjects: 6, droppedBytes: said.droppedBytes, notShortened: null });
    expect(done.fileBytes).toEqual({ before, after: bytesOf(file) });
    expect(before - bytesOf(file)).toBeGreaterThan(0.9 * said.droppedBytes);
    expect(existsSync(`${file}.rewritten`)).toBe(false);
    expect((await verifyStore(file)).damages).toEqual([]);

    const store = await temporaryStore(file);
    expect((await store.query('SELECT count(*), count(DISTINCT run_id) FROM history.kl_layer')).rows).toEqual([
      [12, 4],
    ]);
    expect((await store.query('SELECT count(*) FROM recipe')).rows).toEqual([[13]]);
    const kept = await store.query(
      'SELECT name, list_sum(tensor_values(digest)) IS NOT NULL FROM tensor SEMI JOIN object USING (digest) ORDER BY name',
    );
    expect(kept.rows).toEqual([
      ['momenta', true],
      ['samples', true],
      ['weights', true],
    ]);
    await store.beginRun(runOf('r5', 'grid', [KL_TABLE], 5));
    await execute(store, tableCommit('r5', 'kl_layer', KL_COLUMNS, klRows(3, 5), { recipe: 'kl 5' }), { seed: 5 });
    await store.endRun('r5', 'complete');
  });

  it('keeps what a run with a tag uses, and drops what a rule names of kept runs', async () => {
    const file = await storeOfRuns(3);
    await tagRun(file, 'paper', 'r1');
    expect(await listTags(file)).toMatchObject([{ tag: 'paper', runId: 'r1', study: 'grid' }]);
    expect(await collectStore(file)).toMatchObject({ droppedObjects: 2 });
    const none = await collectStore(file, { drop: [{ output: 'momenta', study: 'other' }] });
    expect(none).toMatchObject({ droppedObjects: 2 });
    expect(await collectStore(file, { drop: [{ output: 'momenta', study: 'grid' }] })).toMatchObject({
      droppedObjects: 4,
    });
    await expect(forgetRuns(file, ['r1'])).rejects.toThrow('has the tag paper');
    expect(await untagRun(file, 'paper')).toBe(true);
    expect(await untagRun(file, 'paper')).toBe(false);
  });

  it('keeps the newest run of each name of one study, also an older one of another name', async () => {
    const file = await storeOfRuns(5, ['grid', 'fine']);
    // r5 is the newest of grid, r4 of fine.
    expect(await leftBy(file)).toEqual(['r4', 'r5']);
    const store = await temporaryStore(file);
    const newest = await store.query('SELECT name, count(*) FROM newest.kl_layer GROUP BY name ORDER BY name');
    expect(newest.rows).toEqual([
      ['fine', 3],
      ['grid', 3],
    ]);
  });

  it('keeps of a name all that was begun after its newest run that has ended, whatever ended under another', async () => {
    const file = await storeOfRuns(3, ['grid', 'fine', 'fine']);
    const store = await openStore(file);
    await store.beginRun({ ...runOf('r4', 'grid', [KL_TABLE], 4), name: 'grid' });
    await execute(
      store,
      tensorCommit('r4', 'weights', 'float64', [{ shape: [2], data: Float64Array.of(4, 5) }], { recipe: 'w 4' }),
      { seed: 4 },
    );
    await store.endRun('r4', 'interrupted');
    await store.close();
    expect(await leftBy(file)).toEqual(['r1', 'r3', 'r4']);
  });

  it('keeps what a tag holds under any name, and frees of a name that is forgotten what was its own', async () => {
    const file = await storeOfRuns(4, ['grid', 'fine']);
    await tagRun(file, 'paper', 'r2');
    expect(await forgetRuns(file, ['r1', 'r3'])).toMatchObject({ runs: 2, results: 6, objects: 6 });
    expect(await collectStore(file)).toMatchObject({ droppedObjects: 0 });
    await untagRun(file, 'paper');
    expect(await leftBy(file)).toEqual(['r4']);
    const store = await temporaryStore(file);
    expect((await store.query('SELECT DISTINCT name, run_id FROM history.kl_layer ORDER BY run_id')).rows).toEqual([
      ['fine', 'r2'],
      ['fine', 'r4'],
    ]);
    // What all of them used is there as long as one of them is.
    const samples = await store.query(
      "SELECT count(*) FROM tensor SEMI JOIN object USING (digest) WHERE name = 'samples'",
    );
    expect(samples.rows).toEqual([[1]]);
  });

  it('counts as kept, while a run goes on, what that may yet use, and what it has written a moment ago', async () => {
    const file = await storeOfRuns(3);
    const store = await openStore(file);
    const data = Float64Array.of(1, 2, 3);
    await store.commit(tensorCommit('r3', 'momenta', 'float64', [{ shape: [3], data }], { recipe: 'momenta, new' }));
    await store.close();
    const goes = async (during?: Parameters<typeof collectStore>[1]) =>
      (await collectStore(file, during)).outputs
        .filter((each) => each.droppedObjects > 0)
        .map((each) => [each.output, each.droppedObjects]);
    const run = { runId: 'r4', study: 'grid' };
    expect(await goes()).toEqual([
      ['momenta', 2],
      ['weights', 2],
      [null, 1],
    ]);
    expect(await goes({ during: { ...run, pending: ['weights'] } })).toEqual([['momenta', 2]]);
    expect(await goes({ during: { ...run, pending: [] } })).toEqual([
      ['momenta', 2],
      ['weights', 2],
    ]);
    expect(await goes({ during: { ...run, pending: ['weights', 'momenta'] } })).toEqual([]);
  });

  it('is refused while a run has the store open, but for saying what would go', async () => {
    const file = await storeOfRuns(2);
    await temporaryStore(file);
    await expect(collectStore(file, { apply: true })).rejects.toBeInstanceOf(StoreInUseError);
    await expect(forgetRuns(file, ['r1'])).rejects.toBeInstanceOf(StoreInUseError);
  });
});

describe('forget', () => {
  it('takes a run with the results that no other run has used, and nothing else', async () => {
    const file = await storeOfRuns(3);
    expect(await forgetRuns(file, ['r3', 'r1'])).toMatchObject({ runs: 2, results: 6, objects: 6 });
    expect((await verifyStore(file)).damages).toEqual([]);
    const store = await temporaryStore(file);
    expect((await store.query('SELECT DISTINCT run_id FROM history.kl_layer')).rows).toEqual([['r2']]);
    expect((await store.query('SELECT count(*), (SELECT count(*) FROM execution) FROM recipe')).rows).toEqual([[4, 4]]);
    // The number of a run that is forgotten tells nothing of the next.
    await store.beginRun(runOf('r4', 'grid', [KL_TABLE], 4));
    await execute(store, tableCommit('r4', 'kl_layer', KL_COLUMNS, klRows(3, 4), { recipe: 'kl 4' }), { seed: 4 });
    await store.endRun('r4', 'complete');
    expect((await store.query('SELECT run_id, count(*) FROM execution GROUP BY ALL ORDER BY ALL')).rows).toEqual([
      ['r2', 4],
      ['r4', 1],
    ]);
  });
});
