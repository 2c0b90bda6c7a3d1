import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore, StoreInUseError, verifyStore } from '../src/index.js';
import { change } from './change-store.js';
import { blockOf, damaged, flip, makeKilledStore } from './damaged-store.js';
import { runOf, tensorCommit } from './records.js';
import { storeOfRuns } from './store-of-runs.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

makeKilledStore();

/** A copy of the store in which something was changed by hand. */
async function changed(sql: string): Promise<string> {
  const path = damaged(() => undefined);
  await (await openStore(path)).close();
  await change(path, sql);
  return path;
}

describe('a store is verified', () => {
  it('and whole as a kill has left it', async () => {
    const path = damaged(() => undefined);
    const { damages, ...counted } = await verifyStore(path);
    expect(damages).toEqual([]);
    expect(counted).toEqual({ results: 40, objects: 40, bytes: expect.any(Number), tables: 20 });
    expect(counted.bytes).toBeGreaterThan(20 * 80_000);
  });

  it('and an object in a damaged block is named with who used it, and dropped if that is asked', async () => {
    const at = (await blockOf('internal.segment_1', 'arrow')) + 1000;
    const path = damaged((each) => flip(each, at));
    const { damages } = await verifyStore(path);
    expect(damages.length).toBeGreaterThan(0);
    const grid = { study: 'grid', stage: expect.stringMatching(/^(kl|train)$/), cell: { seed: expect.any(Number) } };
    for (const damage of damages) {
      expect(damage).toMatchObject({ kind: 'object', fault: 'it cannot be read', usedBy: grid });
    }
    expect((await verifyStore(path, { drop: true })).damages).toEqual(damages);
    const store = await temporaryStore(path, { mode: 'read' });
    const names = damages.map(({ name }) => name);
    expect([...(await store.missing(names))].sort()).toEqual([...names].sort());
  });

  it('and other bytes under a digest, or other rows than the object holds, are found', async () => {
    const segment = await changed(
      "UPDATE internal.segment_1 SET arrow = arrow || 'x'::BLOB WHERE rowid = (SELECT min(rowid) FROM internal.segment_1)",
    );
    expect((await verifyStore(segment)).damages).toMatchObject(
      [{ kind: 'object', fault: /bytes, \d+ are recorded$/ }].map(({ kind }) => ({
        kind,
        fault: expect.stringMatching(/^it has \d+ bytes, \d+ are recorded$/),
      })),
    );
    const other = await changed(
      'UPDATE rows.kl_layer SET kl = kl + 1 WHERE recipe_number = (SELECT min(recipe_number) FROM rows.kl_layer) AND layer = 2',
    );
    expect((await verifyStore(other)).damages).toMatchObject([
      {
        kind: 'rows',
        name: 'kl_layer',
        fault: expect.stringMatching(/^SQL shows 1.125 in kl, row 2, its object holds 0.125$/),
      },
    ]);
    const fewer = await changed('DELETE FROM rows.kl_layer WHERE layer = 3 AND kl < 1');
    expect((await verifyStore(fewer)).damages).toMatchObject([
      { fault: 'SQL shows 2 rows of it, its object holds 3', usedBy: { stage: 'kl', cell: { seed: 0 } } },
    ]);
  });

  it('and another summary than the tensor has is found, and put right where the result is made again', async () => {
    const other = await changed(
      'UPDATE internal.tensor SET mean = mean + 1 WHERE recipe = (SELECT min(recipe) FROM internal.tensor)',
    );
    expect((await verifyStore(other)).damages).toMatchObject([
      {
        kind: 'summary',
        output: 'weights',
        fault: expect.stringMatching(/^the mean (0\.9|1\.0)\S+ is recorded, its object has -?\S+$/),
        usedBy: { stage: 'train', cell: { seed: 0 } },
      },
    ]);
    const store = await temporaryStore(other);
    await store.beginRun(runOf('r2', 'grid', []));
    const data = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
    const again = { recipe: 'tensor 0', stage: 'train' };
    await store.commit(tensorCommit('r2', 'weights', 'float32', [{ shape: [20_000], data }], again));
    await store.close();
    expect((await verifyStore(other)).damages).toEqual([]);
    for (const [column, value] of Object.entries({ variance: 'NULL', max: 'max * 2', shape: '[20_000, 1]' })) {
      const path = await changed(`UPDATE internal.tensor SET ${column} = ${value}`);
      const { damages } = await verifyStore(path);
      expect(damages.map(({ kind, fault }) => [kind, fault.includes(column)])).toEqual(
        Array.from({ length: 20 }, () => ['summary', true]),
      );
    }
  });

  it('and of a tensor that is not stored a summary that none can have', async () => {
    const drop = `DELETE FROM internal.placement WHERE digest IN (SELECT digest FROM internal.tensor);`;
    expect((await verifyStore(await changed(drop))).damages).toEqual([]);
    const other = await changed(`${drop} UPDATE internal.tensor SET mean = mean + 1`);
    expect((await verifyStore(other)).damages).toMatchObject(
      Array.from({ length: 20 }, () => ({
        kind: 'summary',
        fault: expect.stringMatching(/^no tensor has the mean (0\.99|1\.0)/),
      })),
    );
  });

  it('and a run whose instances were taken away or changed is found', async () => {
    const made = await storeOfRuns(2);
    expect((await verifyStore(made)).damages).toEqual([]);
    for (const [sql, fault] of [
      ['DELETE FROM internal.run_stage WHERE run = 2', 'it has 0 instances, 4 are recorded'],
      [
        "UPDATE internal.run_stage SET cell = '{\"seed\":7}' WHERE run = 2 AND stage = 'kl'",
        'its instances are not those that are recorded',
      ],
    ] as const) {
      const path = temporaryFile();
      copyFileSync(made, path);
      await change(path, sql);
      expect((await verifyStore(path)).damages, sql).toMatchObject([{ kind: 'run', name: 'r2', fault }]);
      // As an earlier rgflow has written it.
      await change(path, "UPDATE main.run SET provenance = '{}'");
      const told = sql.startsWith('DELETE') ? [{ fault: 'it is complete and has no instances' }] : [];
      expect((await verifyStore(path)).damages, sql).toMatchObject(told);
      if (!sql.startsWith('DELETE')) continue;
      await change(path, "UPDATE main.run SET status = 'partial'");
      const executed = [{ fault: 'it has executed 4 results and has no instances' }];
      expect((await verifyStore(path)).damages, sql).toMatchObject(executed);
    }
    await change(made, "UPDATE main.run SET provenance = '{}'");
    await change(made, `UPDATE internal.run_stage SET cell = '{"recipe":"kl 3"}' WHERE run = 2 AND stage = 'kl'`);
    expect((await verifyStore(made)).damages).toMatchObject([
      { kind: 'run', fault: 'an instance has recipe = kl 3, its result was made with "kl 2"' },
    ]);
  });

  it('and a result without its outputs, and a table that cannot be read, are found', async () => {
    const lost = await changed('DELETE FROM internal.output WHERE recipe = (SELECT min(recipe) FROM internal.output)');
    expect((await verifyStore(lost)).damages.map(({ kind, fault }) => `${kind}: ${fault}`)).toContain(
      'result: an output is gone that other results of the same code have',
    );
    const at = (await blockOf('rows.kl_layer', 'kl')) + 1000;
    const unreadable = damaged((each) => flip(each, at));
    expect((await verifyStore(unreadable)).damages).toEqual([
      { kind: 'table', name: 'rows.kl_layer', fault: 'not all of it can be read', output: null, usedBy: null },
    ]);
  });

  it('also where it lacks more than a function takes arguments', async () => {
    const lost = await changed(`INSERT INTO internal.recipe
      SELECT 1000 + range, (SELECT min(code) FROM internal.code), '' FROM range(200000)`);
    const { damages } = await verifyStore(lost);
    expect(damages.length).toBeGreaterThanOrEqual(200_000);
  });

  it('unless a run has it open', async () => {
    const path = damaged(() => undefined);
    await temporaryStore(path);
    await expect(verifyStore(path)).rejects.toBeInstanceOf(StoreInUseError);
  });
});
