import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openStore } from '@rgflow/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditText } from '../src/commands/run.js';
import { plant } from './plant.js';
import { lastLine, rgflow, tiny } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = { dimension: 'int32', scheme: 'utf8', coupling: 'float64', relative_entropy: 'float64' } as const;
const ising = ['run', 'ising-1d', '--set', 'coupling={from: 1, to: 2, step: 0.1}', '--store', 'store.duckdb'];
let wrong: readonly string[];

async function rows(query: string): Promise<string[]> {
  const { stdout } = await rgflow(['sql', query, '--format', 'csv', '--store', 'store.duckdb'], folder);
  return stdout.trim().split(/\r?\n/).slice(1);
}

describe('an audit', () => {
  it('of a good store executes hits again, networks and all, and finds them equal', async () => {
    const first = await rgflow(['run', ...tiny, '--audit', '50%', '--store', 'good.duckdb'], folder);
    expect(first.code).toBe(0);
    expect(lastLine(first)).toBe('quickstart: nothing to audit: there was no hit');
    const all = await rgflow(['run', ...tiny, '--audit', '100%', '--store', 'good.duckdb'], folder);
    expect(all.code).toBe(0);
    expect(lastLine(all)).toBe('quickstart: audited 17 of 17 hits: all equal');
    expect(all.stdout).toContain('executed 0, hit 17');
    expect(all.stderr).toMatch(/^auditing 17 of 17 hits$/m);
    const some = await rgflow(['run', ...tiny, '--audit', '10 %', '--json', '--store', 'good.duckdb'], folder);
    expect(some.code).toBe(0);
    expect(JSON.parse(some.stdout.trim().split('\n').at(-1)!)).toMatchObject({
      audit: { hits: 17, audited: 2, different: 0, findings: [] },
    });
  });

  describe('of a store into which wrong rows were planted', () => {
    const state = `select (select count(*) from recipe), (select count(*) from execution), (select count(*) from object),
      (select string_agg(digest, ',' order by recipe_key, name) from output)`;

    beforeAll(async () => {
      expect((await rgflow(ising, folder)).code).toBe(0);
      const store = await openStore(join(folder, 'store.duckdb'));
      const found = await store.query(
        "select recipe_key from run_stage where round((cell ->> '$.coupling')::double, 6) in (1.3, 1.8) order by (cell ->> '$.coupling')::double",
      );
      wrong = found.rows.map(([key]) => String(key));
      await plant(store, wrong[0]!, 'ising_asymptote', columns, (row) => ({
        ...row,
        relative_entropy: row.relative_entropy + 0.5,
      }));
      await plant(store, wrong[1]!, 'ising_asymptote', columns, (row) => ({
        ...row,
        scheme: row.scheme.replace('exact', 'exactly'),
      }));
      await store.close();
    });

    it('finds exactly these, says by how much they differ, changes no result, and exits with 4', async () => {
      const before = await rows(state);
      const audited = await rgflow([...ising, '--audit', '100%'], folder);
      expect(audited.code).toBe(4);
      expect(lastLine(audited)).toBe('ising-1d: audited 11 of 11 hits: 2 differ from what the code gives');
      const told = audited.stderr.match(/^warning: chain-flow .*$/gm)!;
      expect(told).toHaveLength(2);
      expect(told.sort()).toEqual([
        expect.stringMatching(
          /"coupling":1\.3.*'ising_asymptote' is not what its code gives: recorded [0-9a-f]{8}, found [0-9a-f]{8}; largest difference 0\.5 in relative_entropy, row \d: .*`--force chain-flow` has it made anew\.$/,
        ),
        expect.stringMatching(/"coupling":1\.8.*; in scheme, row 1: exactly -> exact\. /),
      ]);
      expect(await rows(state)).toEqual(before);
    });

    it('is kept with the run, and told by explain', async () => {
      const query = `select recipe_key, output, recorded = digest, found <> recorded, round(largest_difference, 9) from audit
        join output using (recipe_key) where outcome = 'different' and output = name order by (cell ->> '$.coupling')::double`;
      expect(await rows(query)).toEqual([
        `${wrong[0]},ising_asymptote,true,true,0.5`,
        `${wrong[1]},ising_asymptote,true,true,`,
      ]);
      expect(await rows("select count(distinct recipe_key), count(*) from audit where outcome = 'equal'")).toEqual([
        '11,31',
      ]);
      const explained = await rgflow(
        ['explain', 'ising-1d', 'chain-flow', '--set', 'coupling=1.3', '--store', 'store.duckdb'],
        folder,
      );
      expect(explained.stdout).toMatch(/^ {2}warning of run \S+: chain-flow .* is not what its code gives/m);
    });

    it('finds nothing any more once they were made anew', async () => {
      expect((await rgflow([...ising, '--force', 'chain-flow'], folder)).code).toBe(0);
      const again = await rgflow([...ising, '--audit', '100%'], folder);
      expect(again.code).toBe(0);
      expect(lastLine(again)).toBe('ising-1d: audited 11 of 11 hits: all equal');
    });
  });

  it('of a store in whose tables a number was changed by hand finds that as well', async () => {
    const { stdout } = await rgflow(['sql', 'from kl_fit order by all', '--store', 'good.duckdb'], folder);
    const instance = await DuckDBInstance.create(join(folder, 'good.duckdb'));
    const connection = await instance.connect();
    await connection.run('UPDATE "rows".kl_fit SET a = 12345 WHERE rowid = (SELECT min(rowid) FROM "rows".kl_fit)');
    connection.closeSync();
    instance.closeSync();
    const audited = await rgflow(['run', ...tiny, '--audit', '100%', '--store', 'good.duckdb'], folder);
    expect(audited.code).toBe(4);
    expect(lastLine(audited)).toBe('quickstart: audited 17 of 17 hits: 1 differs from what the code gives');
    expect(audited.stderr).toMatch(
      /fit \{.*output 'kl_fit': SQL shows 12345 in a, row 1, its object holds 0\.\d+\. `--force fit`/,
    );
    expect((await rgflow(['run', ...tiny, '--force', 'fit', '--store', 'good.duckdb'], folder)).code).toBe(0);
    const again = await rgflow(['sql', 'from kl_fit order by all', '--store', 'good.duckdb'], folder);
    expect(again.stdout).toBe(stdout);
  });

  it.each(['2', '0.02', '0%', '-1%', '101%', 'all', '%', 'NaN%'])('of %s is refused: exit code 2', async (percent) => {
    const { code, stderr } = await rgflow(['run', 'ising-1d', `--audit=${percent}`], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('expected a percentage above 0% and at most 100%, as in --audit 2%');
  });

  it('is told in one line', () => {
    const report = { hits: 600, audited: 12, unchecked: 0, left: 0, different: 0, findings: [] };
    expect(auditText(report)).toBe('audited 12 of 600 hits: all equal');
    expect(auditText({ ...report, audited: 1, hits: 1 })).toBe('audited 1 of 1 hit: all equal');
    expect(auditText({ ...report, different: 1 })).toBe('audited 12 of 600 hits: 1 differs from what the code gives');
    expect(auditText({ ...report, unchecked: 2, left: 3 })).toBe(
      'audited 12 of 600 hits: those are equal, 2 could not be checked, 3 not reached',
    );
  });
});
