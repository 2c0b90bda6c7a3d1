import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { type SqlOptions, writeAnswer } from '../src/sql.js';

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));
const results = fileURLToPath(new URL('../../../docs/results/', import.meta.url));

async function answer(statement: string, options: SqlOptions): Promise<readonly Record<string, unknown>[]> {
  const parts: Uint8Array[] = [];
  await writeAnswer(statement, 'json', (part) => void parts.push(part), options);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

test('files of a folder are tables, in the process that asks, and a study has its closing table and its tests', async () => {
  const tables = join(results, 'ising-rbm-long');
  expect(await answer('select count(*)::int as rows from rbm_fixed_point', { tables })).toEqual([
    { rows: expect.any(Number) },
  ]);
  const options = { tables, study: 'ising-rbm-long' };
  const closing = await answer('from closing', options);
  expect(closing.length).toBeGreaterThan(0);
  const [claims] = await answer('select count(*)::int as tests, count(verdict)::int as judged from claims', options);
  expect(claims!.tests).toBeGreaterThan(0);
});

test('what is not there is said', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  await expect(answer('select 1', { tables: join(folder, 'none') })).rejects.toThrow('there is no such folder');
  await expect(answer('select 1', { tables: empty })).rejects.toThrow('no Parquet file is in it');
  await expect(answer('select 1', { tables: empty, name: 'x' })).rejects.toThrow('give one of them');
  await expect(answer('select 1', { study: 'ising-rbn' })).rejects.toThrow(
    '--study ising-rbn: there is no study of that name; did you mean ising-rbm',
  );
});
