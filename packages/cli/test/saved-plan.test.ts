import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { run } from '../src/commands/run.js';
import { lastLine, rgflowHere } from './rgflow.js';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = ['--store', join(folder, 'store.duckdb')];

it('`run --plan` runs what `plan --save` printed, and refuses with exit code 2 what is another plan', async () => {
  const study = ['ising-1d', '--set', 'coupling=[0.5, 1]', '--set', 'steps=3'];
  const planned = await rgflowHere(['plan', ...study, '--save', 'plan.json', ...store], folder);
  expect(planned).toMatchObject({
    code: 10,
    stderr: 'plan.json: 2 instances; `rgflow run --plan plan.json` runs this plan\n',
  });
  expect((await rgflowHere(['plan', ...study, '--save', 'a plan.json', ...store], folder)).stderr).toBe(
    "a plan.json: 2 instances; `rgflow run --plan 'a plan.json'` runs this plan\n",
  );
  const ran = await rgflowHere(['run', '--plan', 'plan.json', '--jobs', '1', ...store], folder);
  expect(ran.code).toBe(0);
  expect(lastLine(ran)).toMatch(/^ising-1d: executed 2, hit 0 in /);
  expect((await rgflowHere(['plan', ...study, '--save', 'plan.json', '--json', ...store], folder)).code).toBe(0);
  const again = await rgflowHere(['run', '--plan', 'plan.json', ...store], folder);
  expect(again.stderr).not.toContain('in use');
  expect(lastLine(again)).toMatch(/^ising-1d: executed 0, hit 2 in /);
  // The results are in another store than the one that it is to run in now.
  const elsewhere = await rgflowHere(['run', '--plan', 'plan.json', '--store', join(folder, 'empty.duckdb')], folder);
  expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
  expect(elsewhere.stderr).toContain('chain-flow: 2 instances that were hits then, and are to run now');
});

it('a plan takes no other file, and nothing beside it that would change it', async () => {
  const notes = join(folder, 'notes.yaml');
  writeFileSync(notes, 'study: ising-1d\n');
  const saved = await rgflowHere(['plan', 'ising-1d', '--save', notes, ...store], folder);
  expect(saved).toMatchObject({
    code: 2,
    stderr: `--save ${notes}: that file is there, and is no saved plan; name another.\n`,
  });
  expect(readFileSync(notes, 'utf8')).toBe('study: ising-1d\n');

  const plan = 'plan.json';
  await expect(run('quickstart', { plan })).rejects.toThrow('so the study quickstart cannot stand beside it');
  for (const options of [
    { set: ['steps=3'] },
    { name: 'x' },
    { engine: 'tfjs' },
    { shard: '1/2' },
    { force: ['fit'] },
  ]) {
    await expect(run(undefined, { plan, ...options })).rejects.toThrow(
      `--${Object.keys(options)[0]} cannot stand beside it`,
    );
  }
  await expect(run(undefined, {})).rejects.toThrow('run: name a study, or with --plan a plan');
});
