import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRun } from '@rgflow/workbench';
import picocolors from 'picocolors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { statusText, submit, submittedText } from '../src/commands/submit.js';
import { said } from './living.js';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-submit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('submit --slurm --dry-run', () => {
  it('prints the array and the merge, and submits nothing', async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await said(() =>
      submit('quickstart', {
        slurm: true,
        shards: 4,
        dryRun: true,
        folder: join(folder, 'with blanks'),
        store: join(folder, 'all.duckdb'),
        set: ["kl.snapshots=['init']", 'seed={ count: 3 }'],
        ...{
          partition: 'short',
          time: '1:00:00',
          memory: '4G',
          cpus: 2,
          atOnce: 3,
          numerics: 'any',
          sbatch: ['account=physics'],
        },
      }),
    );
    expect(code).toBe(0);
    for (const line of [
      '#!/bin/bash',
      '#SBATCH --job-name=rgflow-quickstart',
      '#SBATCH --array=1-4%3',
      `#SBATCH --output="${folder}/with blanks/shard-%a.log"`,
      '#SBATCH --requeue',
      '#SBATCH --cpus-per-task=2',
      '#SBATCH --partition=short',
      '#SBATCH --time=1:00:00',
      '#SBATCH --mem=4G',
      '#SBATCH --account=physics',
      '#SBATCH --signal=B:TERM@60',
      `cd '${folder}/with blanks' || exit 2`,
    ]) {
      expect(stdout.split('\n')).toContain(line);
    }
    expect(stdout).toMatch(
      /exec \S+ \S+rgflow\.js run quickstart --set 'kl\.snapshots=\['\\''init'\\''\]' --set 'seed=\{ count: 3 \}' --numerics any --name quickstart --shard "\$shard\/4" --store "\$store" --jobs 2\n/,
    );
    expect(stdout).toMatch(/--dependency=afterany.*\n#!\/bin\/bash\n#SBATCH --job-name=rgflow-quickstart-merge\n/);
    expect(stdout).toMatch(new RegExp(`merge "\\$@" --store ${folder}/all.duckdb\n`));
  });

  it.each(['90', '90:30', '1:00:00', '2-0', '2-12:30', '2-12:30:15', 'UNLIMITED'])(
    'takes the time %s',
    async (time) => {
      const options = { slurm: true, shards: 2, dryRun: true, folder: temporaryFolder(), time };
      const { code, stdout } = await said(() => submit('ising-1d', options));
      expect(code).toBe(0);
      expect(stdout).toContain(`#SBATCH --time=${time}\n`);
    },
  );

  it('leaves out a shard that no cell falls into', async () => {
    const folder = temporaryFolder();
    const { stdout } = await said(() => submit('quickstart', { slurm: true, shards: 7, dryRun: true, folder }));
    expect(stdout).toContain('# 2 of the shards have nothing left to do.\n');
    expect(stdout).toContain('#SBATCH --array=1-5\n');
  });

  it.each([
    [undefined, { slurm: true, shards: 2 }, 'which study?'],
    ['quickstart', { shards: 2 }, '--slurm is what there is'],
    ['quickstart', { slurm: true }, 'Say --shards 8'],
    ['quickstart', { slurm: true, shards: 2, partition: 'a\nb' }, 'expected one line'],
    ['quickstart', { slurm: true, shards: 2, time: 'nonsense' }, 'submit --time "nonsense": expected a time'],
    ['quickstart', { slurm: true, shards: 2, time: '1:2:3:4' }, 'minutes, minutes:seconds, hours:minutes:seconds'],
    ['quickstart', { slurm: true, shards: 2, time: '2-' }, 'days-hours'],
    ['quickstart', { slurm: true, shards: 2, time: '' }, 'UNLIMITED'],
    ['quickstart', { slurm: true, shards: 2, time: '-5' }, 'expected a time'],
    ['quickstart', { slurm: true, shards: 2, memory: '4 cores' }, 'submit --memory "4 cores": expected memory'],
    [undefined, { status: true }, 'of what?'],
    [undefined, { status: true, folder: '/nowhere' }, 'nothing was submitted from there'],
  ])('refuses %s %o', async (study, options, message) => {
    await expect(submit(study, { dryRun: true, ...options })).rejects.toThrow(message);
  });
});

it('submit says how to ask for what it has submitted', () => {
  const submitted = {
    ...{ folder: '/tmp/with blanks', target: '/tmp/all.duckdb', jobs: { array: 4, merge: 5 } },
    ...{ scripts: { array: '', merge: '' }, tasks: [1, 2], done: [], queued: [] },
  };
  expect(submittedText(submitted, 2, picocolors.createColors(false))).toContain(
    "`rgflow submit --status --folder '/tmp/with blanks'` says how it stands",
  );
});

describe('submit --status', () => {
  it('tells of each shard what Slurm says and what its stores hold', () => {
    const ended = {
      executed: 7,
      hit: 2,
      failed: 0,
      skipped: 0,
      startedAt: '',
      endedAt: null,
      shard: null,
      joined: null,
    };
    const run: StoredRun = { runId: 'r', study: 'grid', name: 'grid', status: 'complete', ...ended };
    const slurm = { job: 4, task: 1, state: 'RUNNING', nodes: 'n1', restarts: 1 };
    const standing = {
      ...{ folder: '/f', study: 'grid', name: 'grid', target: '/f/all.duckdb' },
      shards: [
        { part: 1, slurm: null, run, isEmpty: false },
        { part: 2, slurm, run: { ...run, status: 'running' as const, failed: 1 }, isEmpty: false },
        { part: 3, slurm: { ...slurm, state: 'PENDING', nodes: '', restarts: 0 }, run: null, isEmpty: false },
        { part: 4, slurm: null, run: null, isEmpty: true },
      ],
      merge: { ...slurm, job: 5, task: null, state: 'PENDING' },
    };
    const lines = statusText(standing, picocolors.createColors(false))
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').trim());
    expect(lines.slice(2)).toEqual([
      '1/4 unknown complete 9',
      '2/4 running n1 1 running 9 1',
      '3/4 pending no run yet',
      '4/4 unknown no cells',
      '',
      'grid: 2 of 4 shards complete; merge 5 pending, into /f/all.duckdb',
    ]);
  });
});
