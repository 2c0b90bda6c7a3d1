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
  const store = {
    commit: () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject })),
    flush: async () => {},
  };
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

test('the backlog has what waits written at once when asked, one time for all, and tells what goes wrong in it', async () => {
  let flushes = 0;
  let written = (): void => {};
  const store = {
    commit: () =>
      new Promise<void>((resolve) => {
        written = resolve;
      }),
    flush: async () => {
      flushes++;
      written();
      throw new Error('disk full');
    },
  };
  const told: string[] = [];
  const backlog = new WriteBacklog(
    store,
    () => told.push('written'),
    (error) => told.push(String(error)),
  );
  expect(backlog.hurry()).toBe(true);
  expect(flushes).toBe(0);
  backlog.write(commitOf(6), () => {});
  expect([backlog.hurry(), backlog.hurry()]).toEqual([false, false]);
  expect(flushes).toBe(1);
  await expect.poll(() => [...told].sort()).toEqual(['Error: disk full', 'written']);
  expect(backlog.hurry()).toBe(true);
});
