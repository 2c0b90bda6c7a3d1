import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { askStore, newestRun } from '@rgflow/workbench';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { rgflow, start, tiny } from './rgflow.js';

/** A process takes a second to start, on a machine that does much else several. */
vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-watch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const grid = [
  'trainability-coarse',
  ...['network.width=16', 'dataset.train=6400', 'dataset.validation=100', 'network.depth=[10,30,70]'].flatMap((set) => [
    '--set',
    set,
  ]),
  ...['--jobs', '1'],
];

/** Each cell of the map says its place and its accuracy. */
function cellsIn(svg: string): number {
  return svg.match(/<title>[\d.]+, \d+: /g)?.length ?? 0;
}

describe('a figure that watches', () => {
  it('is drawn while the run goes on, and at its end has all of it', async () => {
    const run = start(['run', ...grid], folder);
    await run.told('train');
    const watch = start(['figure', 'trainability', '--watch', '-o', 'map.svg'], folder);
    await watch.told('drawn');
    const early = cellsIn(readFileSync(join(folder, 'map.svg'), 'utf8'));
    const [ran, watched] = await Promise.all([run.ended, watch.ended]);
    expect([ran.code, watched.code]).toEqual([0, 0]);
    expect(watched.stdout).toBe('map.svg\n');
    expect(watched.stderr).toMatch(/map\.svg: drawn, the run is complete\n$/);
    expect(cellsIn(readFileSync(join(folder, 'map.svg'), 'utf8'))).toBe(27);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(27);
  });

  it('of a run that has ended is drawn once', async () => {
    const { code, stderr } = await rgflow(['figure', 'trainability', '--watch', '-o', 'again.svg'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('again.svg: drawn, the run is complete\n');
  });

  it('of a study that was never run says how to run it: exit code 2', async () => {
    const { code, stderr } = await rgflow(['figure', 'kl-by-depth', '--watch'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('`rgflow run quickstart` starts one');
  });
});

describe('the newest run of a study', () => {
  it('answers with its own rows where the plain tables still have those of an earlier one', async () => {
    const file = join(folder, 'two.duckdb');
    await rgflow(['run', ...tiny, '--store', file], folder);
    const interrupted = start(['run', ...tiny, '--set', 'seed={count: 40}', '--jobs', '1', '--store', file], folder);
    await interrupted.told(/\[[4-9]\d\/\d+\]/);
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
