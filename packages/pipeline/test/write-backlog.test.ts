import { expect, test } from 'vitest';
import type { Commit } from '../src/records.js';
import { WriteBacklog } from '../src/run/write-backlog.js';

function commitOf(bytes: number): Commit {
  return {
    recipe: { recipeKey: 'key', stage: 's', preimage: {} as never, outputs: [], numerics: {} },
    tables: {},
    objects: [{ digest: 'd', bytes: new Uint8Array(bytes) }],
    execution: null,
  };
}

test('the backlog is full while more bytes wait than it may hold, and tells when a write has ended', async () => {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const told: string[] = [];
  const store = { commit: () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject })) };
  const backlog = new WriteBacklog(
    store,
    () => told.push('written'),
    (error) => told.push(String(error)),
    10,
  );
  expect([backlog.empty, backlog.full]).toEqual([true, false]);
  const say = (written: boolean) => told.push(`written: ${written}`);
  backlog.write(commitOf(6), say);
  expect([backlog.empty, backlog.full]).toEqual([false, false]);
  backlog.write(commitOf(6), say);
  expect(backlog.full).toBe(true);
  ends[0]!.resolve();
  await expect.poll(() => told).toEqual(['written: true', 'written']);
  expect([backlog.empty, backlog.full]).toEqual([false, false]);
  ends[1]!.reject(new Error('disk full'));
  await expect.poll(() => told).toEqual(['written: true', 'written', 'written: false', 'Error: disk full', 'written']);
  expect(backlog.empty).toBe(true);
});
