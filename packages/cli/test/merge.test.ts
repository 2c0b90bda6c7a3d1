import { join } from 'node:path';
import { studyFolder } from '@rgflow/studies';
import { askFile, collectGarbage, prepareStudy, runStudy } from '@rgflow/workbench';
import { describe, expect, it, vi } from 'vitest';
import { forget } from '../src/commands/forget.js';
import { merge } from '../src/commands/merge.js';
import { runs } from '../src/commands/runs.js';
import { status } from '../src/commands/status.js';
import { ran, said, temporaryStorePath } from './living.js';

vi.setConfig({ testTimeout: 180_000 });

describe('merge', () => {
  it('of an older store, and of a shard alone, leaves the newest results what they are, also for forget and gc', async () => {
    const [older, store, shard] = [temporaryStorePath(), temporaryStorePath(), temporaryStorePath()];
    const steps = () =>
      askFile(store)('select max(step) as most, count(distinct coupling) as couplings from ising_flow');
    const set = (most: number) => [`steps=${most}`, 'coupling=[0.5,1,1.5,2]'];
    await ran(older, 'ising-1d', set(2));
    await ran(store, 'ising-1d', set(3));
    const before = await steps();
    await runStudy(await prepareStudy('ising-1d', { set: set(4), shard: '1/2' }), { store: shard, jobs: 1 });
    expect((await said(() => merge([older], { store }))).code).toBe(0);
    expect(await steps()).toEqual(before);
    const joined = await said(() => merge([shard], { store }));
    expect(joined.stdout).toMatch(
      /1 shard is the run \S+, partial, without 2\/2, which is still to come; until then the tables show the run/,
    );
    expect(await steps()).toEqual(before);
    const standing = await said(() => status({ store }));
    expect(standing.code).toBe(1);
    expect(standing.stdout).toMatch(
      /complete .*\n {2}4 instances in .*: executed 4\n {2}the run \S+ is newer and not shown, as it is without 2\/2: run .* or `rgflow merge` the stores that have them\n$/,
    );
    const other = temporaryStorePath();
    await runStudy(await prepareStudy('ising-1d', { set: set(4), shard: '3/3' }), { store: other, jobs: 1 });
    expect((await said(() => merge([other], { store }))).stdout).toMatch(
      /joined {3}ising-1d: 1 shard is .* without 1\/3, 2\/3, which are still to come/,
    );
    const beside = await said(() => status({ store }));
    expect(beside.stdout).toMatch(
      /as it is without 1\/3, 2\/3: run .*\n {2}beside it the shard 1\/2, \S+, which is of another dealing or was not joined\n$/,
    );
    // What a shard is of is not superseded: only the older run goes.
    expect(JSON.parse((await said(() => forget([], { store, superseded: true, json: true }))).stdout)).toMatchObject({
      runs: 1,
    });
    await collectGarbage(store, { apply: true });
    expect(await steps()).toEqual(before);
  });

  it('gives the tables of one machine to a sweep that was run in shards, and says what it did', async () => {
    const study = join(studyFolder, 'tiny', 'ising-1d.yaml');
    const set = ['coupling=[0.1,0.2,0.3,0.4,0.5]'];
    const alone = temporaryStorePath();
    await ran(alone, study, set);
    const shards: string[] = [];
    for (const shard of ['1/2', '2/2']) {
      const store = temporaryStorePath();
      await runStudy(await prepareStudy(study, { set, shard }), { store, jobs: 1 });
      shards.push(store);
    }
    const store = temporaryStorePath();
    const merged = await said(() => merge(shards, { store }));
    expect(merged.code).toBe(0);
    expect(merged.stdout).toMatch(
      /joined {3}tiny-\S+: 2 shards are the run \S+, complete\n.*: 2 stores merged, 2 with something new: 2 runs, /,
    );
    const tables = (
      await askFile(alone)("select view_name from duckdb_views() where schema_name = 'newest' order by all")
    ).map(({ view_name }) => String(view_name));
    expect(tables.length).toBeGreaterThan(1);
    for (const table of tables) {
      const rows = (file: string) => askFile(file)(`select * from newest."${table}" order by all`);
      expect(await rows(store)).toEqual(await rows(alone));
    }
    const listed = await said(() => runs({ store }));
    const parts = ['shard 2/2', 'shard 1/2', 'joined of 2 shards'].map((part) => listed.stdout.includes(` ${part} `));
    expect(parts).toEqual([true, true, true]);
    const told = JSON.parse((await said(() => runs({ store, json: true }))).stdout) as object[];
    expect(told).toMatchObject([
      { shard: null, joined: { shards: 2, missing: [] } },
      { shard: '2/2', joined: null },
      { shard: '1/2', joined: null },
    ]);
    const again = await said(() => merge(shards, { store }));
    expect(again.stdout).toMatch(/^\S*: 2 stores merged, 0 with something new: 0 runs, 0 results, 0 objects/);
    const report = await runStudy(await prepareStudy(study, { set }), { store, jobs: 1 });
    expect(report.result.counts).toMatchObject({ executed: 0, failed: 0 });
    expect(report.replaced).toBeNull();
    // A shard that is run again hides no whole, nor does it say how the whole stands.
    await runStudy(await prepareStudy(study, { set, shard: '2/2' }), { store, jobs: 1 });
    expect((await said(() => status({ store }))).stdout).toMatch(
      /^ising-1d: tiny-ising-1d +complete .*\n.*\n {2}beside it the shard 2\/2/,
    );
    await expect(merge(['nowhere.duckdb'], { store })).rejects.toThrow('nowhere.duckdb: there is no such store');
  });
});
