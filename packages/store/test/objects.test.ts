import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { digestOf, type StoredObject } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import type { DuckDbStore } from '../src/index.js';
import { change } from './change-store.js';
import { commitOf, KL_COLUMNS, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

function objectsOf(count: number, bytes: number) {
  return Array.from({ length: count }, () => {
    const content = new Uint8Array(randomBytes(bytes));
    return { digest: digestOf(content), bytes: content };
  });
}

async function keep(store: DuckDbStore, objects: ReturnType<typeof objectsOf>): Promise<void> {
  await store.commit(commitOf('r1', { recipe: objects[0]!.digest }, [], {}, objects));
}

/** Whether the store gives an object back as it was. */
async function holds(store: DuckDbStore, { digest, bytes }: StoredObject): Promise<boolean> {
  const found = await store.read(digest);
  return found !== null && Buffer.from(bytes).equals(found);
}

describe('the objects', () => {
  it('that a run uses are marked, unless they were in the day before', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', []));
    // Of each recipe one table; the last is used by no further run.
    const commits = [1, 2, 3, 4].map((i) => tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(i)));
    await Promise.all([...commits.map((commit) => first.commit(commit)), first.flush()]);
    await first.endRun('r1', 'complete');
    await first.close();
    const digests = commits.map(({ recipe }) => recipe.outputs[0]!.digest);
    const hour = 3_600_000;
    const began = Date.now();
    const marks = [began - 25 * hour, began - 23 * hour, began + hour, began - 25 * hour];
    const values = marks.map((mark, i) => `(unhex('${digests[i]}'), make_timestamp_ms(${mark}))`).join(', ');
    await change(
      file,
      `UPDATE internal.placement SET last_used_at = mark FROM (VALUES ${values}) AS t(digest, mark)
       WHERE placement.digest = t.digest`,
    );

    const store = await temporaryStore(file);
    await store.beginRun(runOf('r2', 'grid', []));
    for (const { recipe } of commits.slice(0, 3)) {
      const { recipeKey, preimage } = recipe;
      store.recordStage({ runId: 'r2', recipeKey, stage: preimage.stage, cell: {}, outcome: 'hit', reason: '' });
    }
    await store.endRun('r2', 'complete');
    const { rows } = await store.query('SELECT digest, epoch_ms(last_used_at)::DOUBLE FROM object');
    const marked = new Map(rows.map(([digest, mark]) => [digest, Number(mark)]));
    const [old, recent, ahead, unused] = digests.map((digest) => marked.get(digest)!);
    expect([recent, unused]).toEqual([marks[1], marks[3]]);
    for (const mark of [old!, ahead!]) {
      expect(mark).toBeGreaterThanOrEqual(began);
      expect(mark).toBeLessThan(marks[2]!);
    }
  });

  it('that are damaged are deleted and absent, those beside them stay, and a new one takes their place', async () => {
    const file = temporaryFile();
    const first = await temporaryStore(file);
    await first.beginRun(runOf('r1', 'grid', []));
    const objects = objectsOf(6, 700_000);
    await keep(first, objects);
    await first.close();

    const content = readFileSync(file);
    const marker = Buffer.from(objects[2]!.bytes.subarray(300_000, 300_064));
    const at = content.indexOf(marker);
    expect(at).toBeGreaterThan(0);
    content[at]! ^= 1;
    writeFileSync(file, content);

    const store = await temporaryStore(file);
    expect(await store.read(objects[2]!.digest)).toBeNull();
    expect([...(await store.missing([objects[2]!.digest]))]).toEqual([objects[2]!.digest]);
    expect(await holds(store, objects[0]!)).toBe(true);
    expect(await holds(store, objects[5]!)).toBe(true);
    await keep(store, objects.slice(2, 3));
    expect(await holds(store, objects[2]!)).toBe(true);
    await store.close();
    const again = await temporaryStore(file, { mode: 'read' });
    expect(await holds(again, objects[2]!)).toBe(true);
  });

  it('that are dropped give their space back to the next', async () => {
    const file = temporaryFile();
    const store = await temporaryStore(file);
    await store.beginRun(runOf('r1', 'grid', []));
    const kept = objectsOf(1, 1_000_000);
    await keep(store, kept);
    for (let block = 0; block < 8; block++) {
      const objects = objectsOf(25, 1_000_000);
      await keep(store, objects);
      store.drop(objects.map(({ digest }) => digest));
      await store.flush();
    }
    expect((await store.query('SELECT count(*), sum(bytes) FROM object')).rows).toEqual([[1, 1_000_000]]);
    expect(await holds(store, kept[0]!)).toBe(true);
    await store.close();
    // 200 MB went through a store that holds 1 MB; a segment goes when its last object does, and they are of 64 MB.
    expect(statSync(file).size).toBeLessThan(160e6);
  });

  it('dropped and made again in one batch stay', async () => {
    const store = await temporaryStore();
    await store.beginRun(runOf('r1', 'grid', []));
    const objects = objectsOf(2, 1000);
    await keep(store, objects);
    store.drop(objects.map(({ digest }) => digest));
    await keep(store, objects.slice(0, 1));
    expect(await holds(store, objects[0]!)).toBe(true);
    expect(await store.read(objects[1]!.digest)).toBeNull();
    await keep(store, objects);
    expect(await holds(store, objects[1]!)).toBe(true);
    expect((await store.query('SELECT count(*) FROM object')).rows).toEqual([[2]]);
  });

  it('of many short sessions are gathered', async () => {
    const file = temporaryFile();
    const all: ReturnType<typeof objectsOf> = [];
    for (let session = 0; session < 17; session++) {
      const store = await temporaryStore(file);
      if (session === 0) await store.beginRun(runOf('r1', 'grid', []));
      const objects = objectsOf(2, 1000);
      all.push(...objects);
      await keep(store, objects);
      await store.close();
    }
    const store = await temporaryStore(file);
    expect((await store.query('SELECT count(*) FROM internal.segment')).rows[0]![0]).toBeLessThan(16);
    for (const object of all) expect(await holds(store, object)).toBe(true);
    expect((await store.query('SELECT count(*) FROM object')).rows).toEqual([[34]]);
  });
});
