import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { asOfEarlierCode } from './plant.js';
import { lastLine, rgflow, rgflowHere } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-accept-'));
afterAll(() => rmSync(folder, { recursive: true }));

const study = ['--set', 'coupling=[1,2]', '--store'];
const accept = (...words: string[]) => rgflowHere(['accept', ...words, '--store', 'earlier.duckdb'], folder);
const because = ['--because', 'renamed a variable'];

/** A store of the code as it is, and two as if the code had been another when their runs were made. */
beforeAll(async () => {
  expect((await rgflow(['run', 'ising-1d', ...study, 'now.duckdb'], folder)).code).toBe(0);
  const now = await openStore(join(folder, 'now.duckdb'));
  const earlier = await openStore(join(folder, 'earlier.duckdb'));
  const fewer = await openStore(join(folder, 'fewer.duckdb'));
  await asOfEarlierCode(now, earlier, '@rgflow/ising/chain/limits');
  await asOfEarlierCode(now, fewer, '@rgflow/ising/chain/limits', (outputs) =>
    outputs.filter(({ name }) => name !== 'ising_flow'),
  );
  for (const store of [now, earlier, fewer]) await store.close();
});

describe('a change of code that changed no result', () => {
  it('is stale until it is accepted', async () => {
    const { code, stdout } = await rgflowHere(['plan', 'ising-1d', ...study, 'earlier.duckdb'], folder);
    expect(code).toBe(10);
    expect(stdout).toContain('chain-flow  code: @rgflow/ising/chain/limits (2)');
  });

  it('is not accepted without a reason, a stage, or anything to accept: exit code 2', async () => {
    const refusals = [
      [['chain-flow'], /say why the change is harmless, as in --because/],
      [['chain-flwo', ...because], /the store has no run of such a stage; did you mean chain-flow\?/],
      [because, /name one or more stages, or give --all/],
      [['chain-flow', '--undo'], /there is no acceptance to take back; nothing is accepted in this store/],
      [['chain-flow', '--undo', ...because], /--because has no meaning there/],
    ] as const;
    for (const [words, message] of refusals) {
      const { code, stderr, stdout } = await accept(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
    const present = await rgflowHere(['accept', 'chain-flow', ...because, '--store', 'now.duckdb'], folder);
    expect(present).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('all its results are of its present code'),
    });
    const changed = await rgflowHere(['accept', 'chain-flow', ...because, '--store', 'fewer.duckdb'], folder);
    expect(changed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('what it declares has changed with its code: output ising_flow is new'),
    });
  });

  it('is accepted with its reason: the results count, and every command says so', async () => {
    const accepted = await accept('chain-flow', ...because);
    expect(accepted).toMatchObject({ code: 0, stderr: '' });
    expect(accepted.stdout.split('\n')).toEqual([
      expect.stringMatching(
        /^chain-flow: 2 results of earlier code count: "renamed a variable" \(.+@.+\), [0-9a-f]{8} → [0-9a-f]{8}$/,
      ),
      expect.stringMatching(/^ {4}module {3}@rgflow\/ising\/chain\/limits {2}eeeeeeee → [0-9a-f]{8}$/),
      'rgflow accept chain-flow --undo takes it back',
      '',
    ]);

    const plan = await rgflowHere(['plan', 'ising-1d', ...study, 'earlier.duckdb'], folder);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(
      /^2 hits of chain-flow on results of earlier code, accepted \d{4}-\d\d-\d\d by .+: "renamed a variable"$/m,
    );

    const run = await rgflowHere(['run', 'ising-1d', ...study, 'earlier.duckdb'], folder);
    expect(run.code).toBe(0);
    expect(lastLine(run)).toMatch(/^ising-1d: executed 0, hit 2 in /);
    expect(run.stderr.match(/results of earlier code/g)).toHaveLength(1);
    expect(run.stderr).toMatch(
      /^warning: results of earlier code, accepted as those of the present: chain-flow \(2: "renamed a variable", /m,
    );

    const explained = await rgflowHere(
      ['explain', 'ising-1d', 'chain-flow@{coupling=2}', ...study, 'earlier.duckdb'],
      folder,
    );
    expect(explained.stdout).toMatch(
      /^chain-flow@\{coupling=2\} {2}hit\n {2}accepted: code: @rgflow\/ising\/chain\/limits\n {2}accepted \d{4}-\d\d-\d\d by .+: "renamed a variable"; rgflow accept chain-flow --undo takes it back\n {2}its result is of the code before:\n {4}module/,
    );
    const query =
      'select (from ising_flow select count(distinct coupling)), because, taken_back_at is null from acceptance';
    const { stdout } = await rgflowHere(['sql', query, '--format', 'csv', '--store', 'earlier.duckdb'], folder);
    expect(stdout.trim().split(/\r?\n/)[1]).toBe('2,renamed a variable,true');
  });

  it('is stale again when that is taken back', async () => {
    const undone = await accept('chain-flow', '--undo');
    expect(undone.code).toBe(0);
    expect(undone.stdout).toMatch(/^chain-flow: taken back: "renamed a variable" /);
    const plan = await rgflowHere(['plan', 'ising-1d', ...study, 'earlier.duckdb'], folder);
    expect(plan.code).toBe(10);
    expect(plan.stdout).toContain('code: @rgflow/ising/chain/limits (2)');
  });

  it('is accepted with all that there are', async () => {
    const { code, stdout } = await accept('--all', ...because, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ stage: 'chain-flow', results: 2, because: 'renamed a variable' }]);
    expect((await accept('--all', '--undo')).code).toBe(0);
  });
});
