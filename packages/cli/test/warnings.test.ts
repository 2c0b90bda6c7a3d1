import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { afterAll, expect, it, vi } from 'vitest';
import { plant } from './plant.js';
import { rgflowHere } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-warnings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = { dimension: 'int32', scheme: 'utf8', coupling: 'float64', relative_entropy: 'float64' } as const;

it('what a run warned of is kept with it, asked by SQL, and told by explain', async () => {
  const study = ['ising-1d', '--set', 'coupling=[1,2]', '--store', 'store.duckdb'];
  expect((await rgflowHere(['run', ...study], folder)).code).toBe(0);
  const store = await openStore(join(folder, 'store.duckdb'));
  const { rows } = await store.query("select recipe_key from run_stage where (cell ->> '$.coupling')::double = 2");
  const key = String(rows[0]![0]);
  await plant(store, key, 'ising_asymptote', columns, (row) => ({ ...row, relative_entropy: 0.5 }));
  await store.close();

  const forced = await rgflowHere(['run', ...study, '--force', 'chain-flow'], folder);
  const message =
    "output 'ising_asymptote' differs from the last execution with the same key; the stage is not reproducible.";
  expect(forced.code).toBe(0);
  expect(forced.stderr).toContain(message);

  const query =
    "select run_id = (from run select arg_max(run_id, sequence)), recipe_key, stage, cell ->> '$.coupling' as k from warning";
  const { stdout } = await rgflowHere(['sql', query, '--format', 'csv', '--store', 'store.duckdb'], folder);
  expect(stdout.trim().split(/\r?\n/).slice(1)).toEqual([`true,${key},chain-flow,2`]);

  const explained = await rgflowHere(['explain', ...study.slice(0, 1), 'chain-flow', ...study.slice(1)], folder);
  const [other, concerned] = explained.stdout.split('\n\n');
  expect(concerned).toMatch(
    /^chain-flow@\{coupling=2\} {2}hit\n(.*\n)* {2}warning of run \d{8}T\d{6}-\w+: chain-flow \{.*not reproducible\.$/m,
  );
  expect(other).not.toContain('warning');
});
