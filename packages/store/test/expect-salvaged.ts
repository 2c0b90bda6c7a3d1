import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { openStore, salvageStore } from '../src/index.js';
import { blockOf, damaged, flip } from './damaged-store.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

/** A store with a damaged log is refused as it is, and what stands before the damage is saved. */
export async function expectLogSaved(damage: (log: string) => void, atLeast: number): Promise<void> {
  const path = damaged((each) => damage(`${each}.wal`));
  for (const mode of ['read', 'write'] as const) {
    await expect(openStore(path, { mode })).rejects.toThrow(
      /is damaged: its log, .*\.wal, cannot be read from byte \d+ of/,
    );
  }
  const bytes = readFileSync(`${path}.wal`);
  const saved = await salvageStore(path, temporaryFile('saved.duckdb'));
  expect(saved.unreadable).toEqual([expect.stringMatching(/^the log: /)]);
  expect(saved.results.kept).toBeGreaterThanOrEqual(atLeast);
  expect(saved.results.kept).toBeLessThan(40);
  expect(saved.results.lost).toBe(0);
  expect(readFileSync(`${path}.wal`).equals(bytes), 'it stays as it is').toBe(true);
  await expectConsistent(saved.target, saved.results.kept);
}

/** A store with a damaged block loses what is in it, and nothing else. */
export async function expectBlockSaved(
  table: string,
  column: string,
  { kept, lost, remade = 0 }: { readonly kept: number; readonly lost: number; readonly remade?: number },
): Promise<void> {
  const at = (await blockOf(table, column)) + 1000;
  const saved = await salvageStore(
    damaged((each) => flip(each, at)),
    temporaryFile('saved.duckdb'),
  );
  expect(saved.unreadable).toEqual([expect.stringMatching(new RegExp(`^${table}: \\d+ of \\d+ rows$`))]);
  expect(saved.results).toMatchObject({ kept, lost });
  expect(saved.results.withoutObjects).toBeGreaterThanOrEqual(remade);
  expect(saved.results.withoutObjects).toBeLessThanOrEqual(remade * 4);
  await expectConsistent(saved.target, kept);
}

/** Every result that is in it has its rows, and every object is what it is called. */
async function expectConsistent(target: string, kept: number): Promise<void> {
  const store = await temporaryStore(target);
  const tables = "(SELECT count(*) FROM output WHERE kind = 'table')";
  expect(
    (await store.query(`SELECT (SELECT count(*) FROM recipe), count(*) = 3 * ${tables} FROM rows.kl_layer`)).rows,
  ).toEqual([[kept, true]]);
  for (const [digest] of (await store.query('SELECT digest FROM object')).rows) {
    expect(await store.read(String(digest))).not.toBeNull();
  }
}
