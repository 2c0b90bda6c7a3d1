import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prepareStudy, runStudy } from '@rgflow/workbench';
import { expect, it, onTestFinished, vi } from 'vitest';
import { plan } from '../src/commands/plan.js';
import { run } from '../src/commands/run.js';
import { said, temporaryStorePath } from './living.js';

vi.setConfig({ testTimeout: 180_000 });

const couplings = (...values: readonly number[]) => [`coupling=[${values.join()}]`, 'steps=3'];

it('plan with a shared cache counts what a run would take from there as no work, and writes nothing', async () => {
  const theirs = temporaryStorePath();
  const cacheAt = join(dirname(theirs), 'cache');
  await runStudy(await prepareStudy('ising-1d', { set: couplings(1, 2) }), {
    store: theirs,
    jobs: 1,
    cache: 'rw',
    cacheAt,
  });
  const files = () => readdirSync(cacheAt, { recursive: true }).sort();
  const before = files();
  const store = temporaryStorePath();
  const planned = (set: readonly string[], more: object = {}) => said(() => plan('ising-1d', { store, set, ...more }));

  expect((await planned(couplings(1, 2))).code).toBe(10);
  for (const cache of ['ro', 'rw'] as const) {
    const all = await planned(couplings(1, 2), { cache, cacheAt });
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/chain-flow +2 +2 +0\s.*cache \S*cache: a run takes 2 hits from there\n/s);
    expect(all.stdout).toMatch(/Nothing to do: every instance is in the store or in the cache\.\n$/);
  }
  const some = await planned(couplings(1, 2, 3), { cache: 'ro', cacheAt });
  expect(some.code).toBe(10);
  expect(some.stdout).toMatch(/chain-flow +3 +2 +1 /);
  const told = await planned(couplings(1, 2, 3), { cache: 'ro', cacheAt, json: true });
  expect(JSON.parse(told.stdout)).toMatchObject({ cache: { hits: 2 }, stages: [{ hits: 2, fromCache: 2, toRun: 1 }] });
  const none = await planned(couplings(1), { cache: 'rw', cacheAt: join(dirname(store), 'none') });
  expect([none.code, existsSync(join(dirname(store), 'none'))]).toEqual([10, false]);
  expect([existsSync(store), files()]).toEqual([false, before]);

  // What was saved with the cache is run with it, and not without.
  const file = join(dirname(store), 'plan.json');
  await planned(couplings(1, 2), { cache: 'ro', cacheAt, save: file });
  await expect(run(undefined, { plan: file, store, jobs: 1 })).rejects.toThrow(
    'chain-flow: 2 instances that were hits then',
  );
  const ran = await said(() => run(undefined, { plan: file, store, jobs: 1, cache: 'ro', cacheAt }));
  expect(ran.stdout).toMatch(/executed 0, hit 2 .*\n.*cache \S*cache: 2 results taken, 0 given/);
  const after = await planned(couplings(1, 2), { cache: 'ro', cacheAt });
  expect(after.stdout).toMatch(/a run takes 0 hits from there\n\nNothing to do: every instance is in the store\.\n$/);
});

it('run with a cache whose objects are all damaged says so, and counts what it executed as had of nobody', async () => {
  const cacheAt = join(dirname(temporaryStorePath()), 'cache');
  const options = { set: couplings(1, 2, 3, 4), jobs: 1, cache: 'rw' as const, cacheAt };
  await runStudy(await prepareStudy('ising-1d', options), { store: temporaryStorePath(), ...options });
  for (const file of readdirSync(join(cacheAt, 'objects'), { recursive: true, withFileTypes: true })) {
    if (file.isFile()) writeFileSync(join(file.parentPath, file.name), 'rubbish');
  }
  const told: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  onTestFinished(() => stderr.mockRestore());
  const ran = await said(() => run('ising-1d', { store: temporaryStorePath(), ...options }));
  expect(ran.stdout).toMatch(
    /executed 4, hit 0 .*\n.*: 0 results taken, 0 given, 4 files there not used, being damaged\n$/,
  );
  expect(told.join('').match(/has other bytes than its name says; it was not used\./g)).toHaveLength(3);
  expect(told.join('')).toContain('cache has 1 more that is damaged; it was not used either.');
});

it.each(['ro', 'rw'] as const)(
  'run --cache %s of S3 that does not answer is told once, and is a run like any other',
  async (cache) => {
    for (const [name, value] of [
      ['AWS_ACCESS_KEY_ID', 'a'],
      ['AWS_SECRET_ACCESS_KEY', 'b'],
      ['AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:9'],
    ] as const) {
      vi.stubEnv(name, value);
    }
    const told: string[] = [];
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
    try {
      const options = {
        store: temporaryStorePath(),
        set: couplings(1, 2),
        jobs: 1,
        cache,
        cacheAt: 's3://results/rgflow',
      };
      const ran = await said(() => run('ising-1d', options));
      expect(ran.code).toBe(0);
      expect(ran.stdout).toMatch(/executed \d+, hit 0 .*\n.*: cache s3:\/\/results\/rgflow: 0 results taken, 0 given/);
      expect(told.join('').match(/does not answer/g)).toHaveLength(1);
      expect(told.join('')).toMatch(
        /--cache: s3:\/\/results\/rgflow does not answer \(.*\)\. The run went on without the cache\.\n/,
      );
      const planned = await said(() => plan('ising-1d', options));
      expect([planned.code, planned.stdout]).toEqual([
        0,
        expect.stringContaining('cache s3://results/rgflow: a run takes 0 hits'),
      ]);
      const { cache: _, ...alone } = options;
      for (const command of [run, plan]) {
        await expect(command('ising-1d', alone)).rejects.toThrow(
          '--cache-at s3://results/rgflow: says where a cache is; give --cache ro or --cache rw as well.',
        );
        await expect(command('ising-1d', { ...options, cacheAt: '' })).rejects.toThrow(
          '--cache-at: is empty; give a folder or s3://bucket/prefix, or leave it out.',
        );
      }
    } finally {
      stderr.mockRestore();
      vi.unstubAllEnvs();
    }
  },
);
