import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { status } from '../src/commands/status.js';
import { said } from './living.js';
import { rgflowHere, type Started, start, tiny } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000 });

/** A run that goes on until it is told to end, in a folder of its own. */
async function endless(): Promise<{ readonly run: Started; readonly folder: string; readonly store: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-status-watch-'));
  const words = [
    'run',
    ...tiny,
    '--set',
    'training.epochs=3000',
    '--set',
    'dataset.train=6400',
    '--jobs',
    '1',
    '--store',
    'store.duckdb',
  ];
  const run = start(words, folder);
  onTestFinished(async () => {
    run.process.kill('SIGKILL');
    await run.ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await run.told('train');
  return { run, folder, store: join(folder, 'store.duckdb') };
}

it('status --watch, from another terminal or drawn over on one, says how a run stands again and again until it has ended', async () => {
  const { run, folder, store } = await endless();
  const drawn = onTerminal(() => said(() => status({ store, watch: true })));
  const watch = start(['status', '--watch', '--store', 'store.duckdb'], folder);
  await watch.told(/^quickstart {2}running {2}\S+\n/);
  // A second look, at which more has been trained.
  await watch.told(/running.*running/s);
  run.process.kill('SIGINT');
  const [ran, watched, onTop] = await Promise.all([run.ended, watch.ended, drawn]);
  expect([ran.code, watched.code], watched.stderr).toEqual([130, 130]);
  const looks = watched.stdout.split(/^(?=quickstart {2})/m);
  expect(looks.slice(0, -1).every((look) => look.startsWith('quickstart  running  '))).toBe(true);
  expect(looks.at(-1)).toMatch(
    /^quickstart {2}interrupted {2}\S+\n {2}\d+ instances in .*: executed \d+\n {2}the same command goes on from here\n$/,
  );

  expect(onTop.code).toBe(130);
  // Up by as many lines as were drawn, and all below is cleared.
  const drawings = onTop.stdout.split('\r\u001b[J');
  expect(drawings.length).toBeGreaterThan(1);
  for (const [i, look] of drawings.entries()) {
    const isLast = i === drawings.length - 1;
    const lines = look.split('\n').length - 1;
    if (!isLast) expect(look.endsWith(`\u001b[${lines}A`)).toBe(true);
    expect(look).toContain(isLast ? 'interrupted' : 'running');
  }
});

/** What is done while the standard output of this process is taken for a terminal. */
function onTerminal<T>(work: () => T): T {
  const { stdout } = process;
  const before = Object.getOwnPropertyDescriptor(stdout, 'isTTY');
  Object.defineProperty(stdout, 'isTTY', { value: true, configurable: true });
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(stdout, 'isTTY');
    else Object.defineProperty(stdout, 'isTTY', before);
  });
  return work();
}

it('status --watch ends where the run was killed, and says that it was interrupted', async () => {
  const { run, folder } = await endless();
  const watch = start(['status', '--watch', '--json', '--store', 'store.duckdb'], folder);
  await watch.told('"status":"running"');
  run.process.kill('SIGKILL');
  const watched = await watch.ended;
  expect(watched.code, watched.stderr).toBe(130);
  const looks = watched.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { run: { status: string }; live: unknown });
  expect(looks.at(-1)).toMatchObject({ run: { status: 'interrupted' }, live: null });
  const listed = await rgflowHere(['runs', '--json', '--store', 'store.duckdb'], folder);
  expect(JSON.parse(listed.stdout)).toMatchObject([{ status: 'interrupted', endedAt: null }]);
  expect(new Set(looks.slice(0, -1).map((look) => look.run.status))).toEqual(new Set(['running']));
});
