import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { lastLine, rgflow, slow, start, tiny } from './rgflow.js';

/** A process takes a second to start, on a machine that does much else several. */
vi.setConfig({ testTimeout: 180_000 });

/** So long that it is not over before it is told to end. */
const long = [...slow, '--set', 'training.epochs=1000'];

const folder = mkdtempSync(join(tmpdir(), 'rgflow-interrupted-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('SQL', () => {
  it('is answered while a run is going on, and Ctrl-C then ends that run after what is running', async () => {
    const run = start(['run', ...long, '--store', 'busy.duckdb'], folder);
    await run.told(/\] .*; executed [1-9]/);
    const answer = await rgflow(['sql', 'select status from run', '--store', 'busy.duckdb'], folder);
    const standing = await rgflow(['status', '--store', 'busy.duckdb'], folder);
    const second = await rgflow(['run', ...tiny, '--store', 'busy.duckdb'], folder);
    run.process.kill('SIGINT');
    const ended = await run.ended;
    expect(answer).toMatchObject({ code: 0, stdout: expect.stringContaining('running') });
    expect(standing).toMatchObject({ code: 0, stderr: '' });
    expect(standing.stdout).toMatch(/^quickstart {2}running {2}\S+\n(.*\n)* {2}train .*\d+\/2000/);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain(`pid ${run.process.pid}`);
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('finishing what is running; Ctrl-C again to stop');
    expect(lastLine(ended)).toContain('interrupted, the same command goes on from here');
  });
});

describe('an interrupted run', () => {
  it('stops at once at the second signal, leaves a sound store, and is taken up where it was', async () => {
    const run = start(['run', ...long, '--store', 'stopped.duckdb'], folder);
    await run.told(/\] .*; executed [1-9]/);
    run.process.kill('SIGTERM');
    await run.told('finishing what is running');
    run.process.kill('SIGTERM');
    expect((await run.ended).code).toBe(130);
    const status = await rgflow(['sql', 'select status from run', '--store', 'stopped.duckdb'], folder);
    expect(status.stdout).toContain('interrupted');
    const again = await rgflow(['plan', ...long, '--store', 'stopped.duckdb', '--json'], folder);
    const { stages } = JSON.parse(again.stdout) as { stages: { stage: string; hits: number }[] };
    expect(stages.find(({ stage }) => stage === 'train')!.hits).toBeGreaterThan(0);
  });
});

describe('a run whose store is deleted under it', () => {
  it('says so soon, fails, and saves what it had', async () => {
    const file = join(folder, 'deleted.duckdb');
    const run = start(['run', ...long, '--store', file], folder);
    await run.told(/\] .*; executed [1-9]/);
    await new Promise((wake) => setTimeout(wake, 500));
    rmSync(file);
    const { code, stderr } = await run.ended;
    expect(code).toBe(4);
    expect(stderr).toContain(`${file}: the store was deleted or moved away while this process had it open`);
    expect(stderr).toContain(`saved as ${file}.saved`);
    const kept = await rgflow(
      ['sql', 'select count(*) > 0 as kept from execution', '--store', `${file}.saved`],
      folder,
    );
    expect(kept.stdout).toBe('kept\ntrue\n');
  });
});
