import { join } from 'node:path';
import { studyFolder } from '@rgflow/studies';
import { describe, expect, it, vi } from 'vitest';
import { accept } from '../src/commands/accept.js';
import { diff } from '../src/commands/diff.js';
import { forget } from '../src/commands/forget.js';
import { gc } from '../src/commands/gc.js';
import { logs } from '../src/commands/logs.js';
import { retry } from '../src/commands/retry.js';
import { runs } from '../src/commands/runs.js';
import { sql } from '../src/commands/sql.js';
import { status } from '../src/commands/status.js';
import { ran, said, temporaryStorePath, writeRuns, writeTensorRuns } from './living.js';

vi.setConfig({ testTimeout: 180_000 });

describe('runs, status, logs and retry', () => {
  it('tell of a run in which something failed, why it did, and what is done again', async () => {
    const store = temporaryStorePath();
    const { result } = await ran(store, join(studyFolder, 'tiny', 'block-cumulants.yaml'), [
      'ring.blockSize=2',
      'square.upTo=0',
    ]);
    const listed = await said(() => runs({ store }));
    expect(listed.stdout).toMatch(
      new RegExp(
        `\\n${result.runId} +block-cumulants: tiny-block-cumulants +partial +[-\\d]+ [:\\d]+ +\\S.* 17 +0 +4 +0\\n$`,
      ),
    );
    const standing = await said(() => status({ store }));
    expect(standing.code).toBe(1);
    for (const command of [
      () => runs({ store, study: 'tiny-block-cumulants' }),
      () => status({ store, study: 'tiny-block-cumulants' }),
    ]) {
      expect((await said(command)).stdout).toContain('block-cumulants: tiny-block-cumulants ');
    }
    expect(standing.stdout).toMatch(/4 failed: `rgflow logs \S+ --failed --store \S+store\.duckdb` says why/);
    expect(standing.stdout).toMatch(/`rgflow retry --failed --store \S+store\.duckdb` runs again/);
    const stage = /`rgflow logs (\S+)/.exec(standing.stdout)![1]!;
    const failed = await said(() => logs(stage, { store, failed: true }));
    expect(failed.stdout).toMatch(/attempt 1: failed, took .*\n {4}.*blockedRing: .*\n {4} +at /);
    expect((await said(() => retry(undefined, { store, jobs: 1 }))).stdout).toMatch(/executed 0, hit 17, failed 4/);
    const again = JSON.parse((await said(() => runs({ store, json: true }))).stdout) as { hit: number }[];
    expect(again.map(({ hit }) => hit)).toEqual([17, 0]);
  });
});

describe('sql --schema', () => {
  it('says of each table and column what it holds', async () => {
    const store = temporaryStorePath();
    await writeRuns(store, { one: { cells: [1], rate: 0.1, entropy: 0.5 } });
    const all = await said(() => sql(undefined, { store, schema: true, format: 'csv' }));
    expect(all.stdout).toContain('execution,wall_ms,DOUBLE,ms; wall time');
    expect(all.stdout).toMatch(/^tag,,,names that runs were given so that they are kept/m);
    const one = await said(() => sql('cell_tensor', { store, schema: true, format: 'csv' }));
    expect(one.stdout.split(/\r?\n/).slice(0, 3)).toEqual([
      'table,column,type,meaning',
      expect.stringMatching(/^cell_tensor,,,/),
      'cell_tensor,study,VARCHAR,the study of the run',
    ]);
    await expect(sql(undefined, { store })).rejects.toThrow('give a statement, or --schema');
    await expect(sql('entropis', { store, schema: true })).rejects.toThrow(
      '--schema entropis: the store has no table of that name; did you mean entropies?',
    );
  });
});

describe('a study that there is not', () => {
  it('is refused by all that list, say or forget its runs, with the nearest names', async () => {
    const store = temporaryStorePath();
    await writeRuns(store, { one: { cells: [1], rate: 0.1, entropy: 0.5 } });
    const study = 'gird';
    const fault = '--study gird: there is no study, nor are there results, of that name; did you mean grid?';
    for (const command of [
      () => runs({ store, study }),
      () => status({ store, study }),
      () => forget([], { store, study, superseded: true }),
    ]) {
      await expect(command()).rejects.toThrow(fault);
    }
    await expect(runs({ store, study: 'xyz' })).rejects.toThrow(/ of that name; [^,]*grid\??$/);
    await expect(forget(['xyz'], { store })).rejects.toThrow(
      'forget xyz: the store has no run whose id is or begins so',
    );
    await expect(forget(['grid'], { store })).rejects.toThrow(
      'forget grid: the store has no run whose id is or begins',
    );
    for (const command of [() => accept([], { store, study, all: true, because: 'it is the same' })]) {
      await expect(command()).rejects.toThrow('--study gird: there is no study of that name; did you mean grid?');
    }
    const tensors = temporaryStorePath();
    await writeTensorRuns(tensors, { one: [{ data: [1, 2] }] });
    const dropped = gc({ store: tensors, drop: ['gird/weights'] });
    await expect(dropped).rejects.toThrow('--drop gird/weights: there is no study of that name; did you mean grid?');
    expect((await said(() => runs({ store, study: 'ising-1d' }))).stdout).toBe('no runs\n');
    expect((await said(() => status({ store, study: 'grid' }))).code).toBe(0);
  });
});

describe('diff', () => {
  it('compares keys, then numbers within a tolerance, as if what all differ in did not', async () => {
    const store = temporaryStorePath();
    await writeRuns(store, {
      one: { cells: [1, 2], rate: 0.1, entropy: 0.5 },
      same: { cells: [1, 2], rate: 0.1, entropy: 0.5 },
      near: { cells: [1, 2], rate: 0.2, entropy: 0.5 + 1e-10 },
      fewer: { cells: [1], rate: 0.1, entropy: 0.5 },
    });
    const compare = (a: string, b: string, rtol = 0) => said(() => diff(a, b, { store, rtol }));

    const equal = await compare('one', 'same');
    expect(equal).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nflow +2 +0 +0 +0\n$/) });
    const differs = await compare('one', 'near');
    expect(differs.code).toBe(1);
    expect(differs.stdout).toContain('param: rate 0.1 → 0.2\n');
    expect(differs.stdout).toMatch(/\nflow +0 +0 +0 +2\n/);
    expect(differs.stdout).toContain(
      'different  flow@{coupling=1} entropies: entropy, row 1: 0.5 → 0.5000000001, by 1.00e-10\n',
    );
    const within = await compare('one', 'near', 1e-9);
    expect(within).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nflow +0 +0 +2 +0\n$/) });
    const missing = await compare('one', 'fewer');
    expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining('only in a: flow@{coupling=2}') });
    await expect(compare('one', 'smae')).rejects.toThrow('the store has no such run');
  });

  it('compares tensors entry by entry where both are kept, else what is recorded of them', async () => {
    const store = temporaryStorePath();
    const first = { data: [1, 2, 3] };
    const second = { data: [1, 10, 100] };
    await writeTensorRuns(store, {
      one: [first, second],
      again: [first, second],
      // The largest of the entries that differ, though layer 0 differs in none.
      near: [first, { data: [1.01, 10, 100.5] }],
      // What layer 0 differs in comes first.
      both: [{ data: [1, 2, 3.25] }, { data: [0, 0, 0] }],
      unkept: [first, { data: [1, 10, 101], isKept: false }],
      // As many entries, the same mean: another variance.
      spread: [first, { data: [0, 11, 100], isKept: false }],
      shaped: [first, { data: [1, 10, 100], shape: [3, 1] }],
      shorter: [first],
      diverged: [first, { data: [1, Number.NaN, 100] }],
      overflown: [first, { data: [1, 10, Number.POSITIVE_INFINITY], isKept: false }],
      infinite: [first, { data: [1, 10, Number.POSITIVE_INFINITY] }],
    });
    const compare = (b: string, tolerance: { rtol?: number; atol?: number } = {}, a = 'one') =>
      said(() => diff(a, b, { store, ...tolerance }));
    const told = async (b: string) => {
      const { code, stdout } = await compare(b);
      expect([code, stdout.match(/^train +(\d.*)$/m)![1]!.split(/ +/)]).toEqual([1, ['0', '0', '0', '1']]);
      return stdout
        .trimEnd()
        .split('\n')
        .at(-1)!
        .replace(/^different +train\S* weights: /, '');
    };
    const equal = await compare('again');
    expect(equal).toMatchObject({ code: 0, stdout: expect.stringMatching(/\ntrain +0 +1 +0 +0\n$/) });
    expect(await told('near')).toBe('layer 1: 100.0 → 100.5, by 0.500');
    expect(await told('both')).toBe('layer 0: 3.0 → 3.25, by 0.250');
    expect(await told('unkept')).toMatch(/^layer 1, mean: 37 → 37\.33+\d*, by 0\.333$/);
    expect(await told('spread')).toMatch(/^layer 1, variance: 1998 → 2\d+\S*, by \d+\.?\d*$/);
    expect(await told('shaped')).toBe('layer 1, shape: [3] → [3, 1]');
    expect(await told('shorter')).toBe('layer 1, shape: [3] → none');
    expect(await told('diverged')).toMatch(/^layer 1: 10\.0 → nan$/);
    expect(await told('infinite')).toMatch(/^layer 1: 100\.0 → inf, by Infinity$/);
    // |1.01 - 1| is a hundredth of 1.01, |100.5 - 100| half a hundredth of 100.5.
    for (const tolerance of [{ rtol: 0.01 }, { atol: 0.5 }]) {
      const within = await compare('near', tolerance);
      expect(within).toMatchObject({ code: 0, stdout: expect.stringMatching(/\ntrain +0 +0 +1 +0\n$/) });
    }
    expect((await compare('near', { rtol: 0.009 })).stdout).toContain('layer 1: 1.0 → 1.01, by 0.0100\n');
    expect((await compare('unkept', { rtol: 0.03 })).code).toBe(0);
    expect((await compare('one', {}, 'shorter')).stdout).toContain('layer 1, shape: none → [3]');
    for (const other of ['diverged', 'infinite', 'overflown'])
      expect((await compare(other, { rtol: 0.5 })).code).toBe(1);
  });
});
