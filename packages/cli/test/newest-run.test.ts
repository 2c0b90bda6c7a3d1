import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { askStore, newestRun } from '@rgflow/workbench';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rgflow, rgflowHere, start, tiny } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-newest-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function rows(query: string, store: string): Promise<string[]> {
  const { code, stdout } = await rgflowHere(['sql', query, '--store', store, '--format', 'csv'], folder);
  expect(code).toBe(0);
  return stdout.trim().split(/\r?\n/).slice(1);
}

const couplings = 'select distinct coupling from ising_flow order by coupling';

describe('a run that begins after the clock was set back', () => {
  const store = 'set-back.duckdb';
  const ising = (values: string) => ['run', 'ising-1d', '--set', `coupling=${values}`, '--store', store, '--jobs', '1'];

  beforeAll(async () => {
    const clock = ['--import', new URL('./fixtures/clock-set-back.js', import.meta.url).href];
    expect((await rgflowHere(ising('[1,2]'), folder)).code).toBe(0);
    expect((await rgflow(ising('[3,4]'), folder, clock)).code).toBe(0);
  });

  it('is the newest: the plain tables show it', async () => {
    expect(
      await rows(
        'select count(*) from run a join run b on a.sequence < b.sequence and a.started_at > b.started_at',
        store,
      ),
    ).toEqual(['1']);
    expect(await rows(couplings, store)).toEqual(['3', '4']);
  });

  it('is drawn, watched or not', async () => {
    for (const watch of [[], ['--watch']]) {
      const file = join(folder, `flow${watch.length}.svg`);
      const { code } = await rgflowHere(['figure', 'ising-1d-flow', ...watch, '-o', file, '--store', store], folder);
      expect(code).toBe(0);
      const labels = [...readFileSync(file, 'utf8').matchAll(/class="label"[^>]*>(\d)</g)].map(([, label]) => label);
      expect(new Set(labels)).toEqual(new Set(['3', '4']));
    }
  });

  it('is what explain tells as the last execution', async () => {
    const forced = [...ising('[1]'), '--force', 'chain-flow'];
    const clock = ['--import', new URL('./fixtures/clock-set-back.js', import.meta.url).href];
    expect((await rgflow(forced, folder, clock)).code).toBe(0);
    const [newest] = await rows('select run_id from run order by sequence desc limit 1', store);
    const { stdout } = await rgflowHere(
      ['explain', 'ising-1d', 'chain-flow', '--set', 'coupling=1', '--store', store],
      folder,
    );
    expect(stdout).toContain(`run ${newest}`);
  });
});

describe('a shard that no cell falls into', () => {
  const store = 'shards.duckdb';
  const shard = (part: string) => ['ising-1d', '--set', 'coupling=[1,2,3,4]', '--shard', part, '--store', store];

  it('runs nothing, writes nothing down, hides nothing, and is no failure', async () => {
    expect((await rgflowHere(['run', ...shard('1/1')], folder)).code).toBe(0);
    const empty = await rgflowHere(['run', ...shard('9/9')], folder);
    expect(empty).toMatchObject({
      code: 0,
      stdout: 'ising-1d: none of the 4 cells is selected; nothing to run, nothing written down\n',
    });
    expect(await rows(couplings, store)).toEqual(['1', '2', '3', '4']);
    expect(await rows('select count(*) from run', store)).toEqual(['1']);
  });

  it('is the same with --json, and in a plan', async () => {
    const { code, stdout } = await rgflowHere(['run', ...shard('9/9'), '--json'], folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({
      type: 'result',
      status: 'complete',
      counts: { executed: 0, hit: 0 },
    });
    expect(await rgflowHere(['plan', ...shard('9/9')], folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^ising-1d: none of the 4 cells is selected; nothing to run\.\n\nshard [\s\S]*\n4\/9 +1 +1 +25\.0 %\n5\/9 +0 +0 +0\.0 %\n/,
      ),
    });
    expect(await rows('select count(*) from run', store)).toEqual(['1']);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});

describe('the newest run of a study', () => {
  it('answers with its own rows where the plain tables still have those of an earlier one', async () => {
    const file = join(folder, 'two.duckdb');
    await rgflowHere(['run', ...tiny, '--store', file], folder);
    // So long that it is not over before it is told to end.
    const long = [...tiny, '--set', 'seed={count: 40}', '--set', 'training.epochs=10', '--jobs', '1', '--json'];
    const interrupted = start(['run', ...long, '--store', file], folder);
    await interrupted.told(/"stage":"train",.*"seed":1,.*"outcome":"executed"/);
    interrupted.process.kill('SIGINT');
    expect((await interrupted.ended).code).toBe(130);

    const store = await openStore(file, { mode: 'read' });
    const ask = askStore(store);
    const count = 'select count(distinct seed) as seeds from training';
    const run = (await newestRun('quickstart', ask))!;
    expect(run.status).toBe('interrupted');
    expect((await ask(count))[0]!.seeds).toBe(1);
    expect((await run.ask(count))[0]!.seeds).toBeGreaterThan(1);
    const own = `with seeds as (select distinct seed from training) select count(*) as seeds from seeds`;
    expect(await run.ask(own)).toEqual(await run.ask(count));
    expect(await newestRun('ising-1d', ask)).toBeNull();
    await store.close();
  });
});
