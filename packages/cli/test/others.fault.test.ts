import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { folderWithStudy, report, rgflow, start, tables } from './faulty-run.js';
import { slow } from './rgflow.js';

const folder = folderWithStudy(100);
const PROGRAM = fileURLToPath(new URL('../bin/rgflow.js', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  }
});

/** A run of some seconds that has its first training behind it. */
async function busy(store: string, words: readonly string[] = slow) {
  const run = start(['run', ...words, '--store', store], folder);
  children.push(run.process);
  await run.told(/\] .*; executed [1-9]/);
  return run;
}

function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

describe('while a run goes on', () => {
  it('plan, explain, figure, doctor and sql work through its owner, and the plain tables say that it goes on', async () => {
    // Longer than all that is asked takes on a machine that does much else.
    const long = ['--set', 'training.epochs=1000'];
    const run = await busy('busy.duckdb', [...slow, ...long]);
    const at = ['--store', 'busy.duckdb'];
    const answers = await Promise.all([
      rgflow(['plan', ...slow, ...long, ...at], folder),
      rgflow(['explain', slow[0]!, 'train', ...slow.slice(1, -2), ...long, ...at], folder),
      rgflow(['doctor', ...at], folder),
      rgflow(['figure', 'kl-by-depth', ...at, '-o', 'figure.svg'], folder),
      rgflow(['sql', 'select count(*) > 0 n from history.training', ...at], folder),
      rgflow(['sql', 'select count(*) n from training', ...at], folder),
      rgflow(['sql', 'select config from run', '-f', 'json', ...at], folder),
    ]);
    const [plan, explain, doctor, figure, history, plain, json] = answers;
    expect([plan!.code, plan!.stdout]).toEqual([10, expect.stringContaining('train')]);
    expect(explain!.code, explain!.stderr).toBe(0);
    expect([doctor!.code, doctor!.stdout]).toEqual([0, expect.stringMatching(/in use.*1 run/)]);
    expect([figure!.code, figure!.stderr]).toEqual([
      2,
      expect.stringMatching(/kl-by-depth: the first run of quickstart is still going on.*--watch/),
    ]);
    expect([history!.code, history!.stdout]).toEqual([0, 'n\ntrue\n']);
    expect([plain!.code, plain!.stderr]).toEqual([
      0,
      expect.stringMatching(/training: the first run of quickstart is still going on/),
    ]);
    expect(typeof (JSON.parse(json!.stdout) as { config: unknown }[])[0]!.config).toBe('object');
    run.process.kill('SIGTERM');
    run.process.kill('SIGTERM');
    await run.ended;
    report({ rounds: 1, 'faults injected': answers.length });
  });

  it('a second run is refused by name, and hurts the first no more than queries without end, whose clients leave', async () => {
    const run = await busy('shared.duckdb');
    const pid = run.process.pid!;
    const before = residentMegabytes(pid);
    const second = await rgflow(['run', ...slow, '--store', 'shared.duckdb'], folder);
    expect([second.code, second.stderr]).toEqual([3, expect.stringContaining(`pid ${pid}`)]);
    const clients = ['FROM range(60000000)', "SELECT repeat('x', 1000) FROM range(60000000)"].map((query) => {
      const words = [PROGRAM, 'sql', query, '--store', 'shared.duckdb', '-f', 'csv'];
      const client = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(client);
      return client; // whose answer nobody reads
    });
    await new Promise((wake) => setTimeout(wake, 4000));
    if (run.process.exitCode === null) expect(residentMegabytes(pid) - before).toBeLessThan(250);
    for (const client of clients) client.kill('SIGKILL');
    const ended = await run.ended;
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('executed')]);
    report({ rounds: 1, 'faults injected': 3 });
  });

  it.skipIf(process.platform !== 'linux')(
    'a run that is stopped is told after some seconds, and goes on when it is let',
    async () => {
      const run = await busy('asleep.duckdb');
      run.process.kill('SIGSTOP');
      const began = Date.now();
      const asked = await rgflow(['sql', 'FROM run', '--store', 'asleep.duckdb'], folder);
      expect([asked.code, asked.stderr]).toEqual([3, expect.stringContaining(`kill -CONT ${run.process.pid}`)]);
      expect(Date.now() - began).toBeLessThan(60_000);
      const plan = await rgflow(['plan', ...slow, '--store', 'asleep.duckdb'], folder);
      expect([plan.code, plan.stderr]).toEqual([3, expect.stringContaining(`pid ${run.process.pid}`)]);
      const second = await rgflow(['run', ...slow, '--store', 'asleep.duckdb'], folder);
      expect([second.code, second.stderr]).toEqual([3, expect.stringContaining(`kill -CONT ${run.process.pid}`)]);
      const doctor = await rgflow(['doctor', '--store', 'asleep.duckdb'], folder);
      expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining(`kill -CONT ${run.process.pid}`)]);
      run.process.kill('SIGCONT');
      expect((await run.ended).code).toBe(0);
      report({ rounds: 1, 'faults injected': 1 });
    },
  );
});

describe('a clock that goes back and forth', () => {
  it('makes nothing run again, and the newest run is the last', async () => {
    const shifted = (minutes: number): readonly string[] => {
      const by = minutes * 60_000;
      const text = `const Real = Date;
        globalThis.Date = class extends Real {
          constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ${by}); }
          static now() { return Real.now() + ${by}; }
        };`;
      const file = join(folder, `clock${minutes}.mjs`);
      writeFileSync(file, text);
      return ['--import', file];
    };
    const run = ['run', 'many.yaml', '--store', 'clock.duckdb'];
    const counts: string[] = [];
    for (const minutes of [0, 10, -10, 5, 0]) {
      const { stdout, code } = await rgflow(run, folder, shifted(minutes));
      expect(code).toBe(0);
      counts.push(/executed (\d+), hit (\d+)/.exec(stdout)!.slice(1).join(' '));
    }
    expect(counts).toEqual(['100 0', ...Array(4).fill('0 100')]);
    expect((await tables('clock.duckdb', folder)).split('\n').length).toBeGreaterThan(100);
    const { stdout } = await rgflow(
      ['sql', 'select count(*) n, bool_and(ended_at >= started_at) well from run', '--store', 'clock.duckdb'],
      folder,
    );
    expect(stdout).toBe('n,well\n5,true\n');
    report({ rounds: 5, 'faults injected': 4 });
  });
});

describe('a store that is damaged', () => {
  it('ends with exit code 4 and is saved; the next run makes what is lost and no more', async () => {
    const calm = join(folder, 'calm.duckdb');
    await rgflow(['run', 'many.yaml', '--store', calm], folder);
    const whole = await tables(calm, folder);
    const store = join(folder, 'cut.duckdb');
    await rgflow(['run', 'many.yaml', '--store', store], folder);
    truncateSync(store, statSync(store).size - 300_000);
    for (const words of [
      ['run', 'many.yaml'],
      ['sql', 'FROM run'],
      ['plan', 'many.yaml'],
    ]) {
      const { code, stderr } = await rgflow([...words, '--store', store], folder);
      expect([words[0], code, stderr]).toEqual([
        words[0],
        4,
        expect.stringContaining(`rgflow salvage --store ${store}`),
      ]);
    }
    const saved = await rgflow(['salvage', '--store', store, '--json'], folder);
    if (saved.code === 0) {
      const { target, results } = JSON.parse(saved.stdout) as { target: string; results: { kept: number } };
      rmSync(store);
      renameSync(target, store);
      const again = await rgflow(['run', 'many.yaml', '--store', store], folder);
      const [, executed, hits] = /executed (\d+), hit (\d+)/.exec(again.stdout)!;
      expect(Number(executed) + Number(hits)).toBe(100);
      expect(Number(hits)).toBeLessThanOrEqual(results.kept);
      expect(await tables(store, folder)).toBe(whole);
    } else {
      expect([saved.code, saved.stderr]).toEqual([4, expect.stringContaining('nothing can be saved')]);
    }
    report({ rounds: 1, 'faults injected': 1 });
  });
});
