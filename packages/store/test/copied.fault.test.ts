import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type DuckDbStore, openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, keyOf, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const ROUNDS = 100;
const AFRESH_EVERY = 25;
const ROWS = 4;

/** DuckDB's headers, of which a checkpoint writes one. */
function headersOf(file: string): string {
  const headers = Buffer.alloc(8192);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, headers, 0, headers.length, 4096);
  closeSync(descriptor);
  return headers.toString('latin1');
}

/** Copies file and log as they are at one moment, which a crash then would leave; false if a checkpoint came between. */
function crashCopy(file: string, copy: string): boolean {
  const log = (): number => (existsSync(`${file}.wal`) ? statSync(`${file}.wal`).ino : 0);
  const before = [headersOf(file), log()].join();
  copyFileSync(file, copy);
  if (existsSync(`${file}.wal`)) copyFileSync(`${file}.wal`, `${copy}.wal`);
  return [headersOf(file), log()].join() === before;
}

/** What is missing of what was acknowledged, and what is there by half. */
async function faultsOf(store: DuckDbStore, acknowledged: readonly string[]): Promise<{ lost: number; torn: number }> {
  const recipes = await store.recipes(acknowledged.map(keyOf));
  const halves = await store.query(
    `SELECT count(*) FROM recipe LEFT JOIN
       (SELECT lower(hex(recipe_key)) AS recipe_key, count(*) AS rows FROM rows.kl_layer
        JOIN internal.recipe_key ON recipe = recipe_number GROUP BY 1) USING (recipe_key)
     WHERE rows IS DISTINCT FROM ${ROWS} OR recipe_key NOT IN (SELECT recipe_key FROM execution)`,
  );
  const digests = [...recipes.values()].flatMap(({ outputs }) => outputs.flatMap(({ objects }) => objects));
  const gone = await store.missing(digests);
  return { lost: acknowledged.length - recipes.size, torn: Number(halves.rows[0]![0]) + gone.size };
}

it('what a crash would leave at any moment has all that was acknowledged, and nothing by half', async () => {
  const found = { lost: 0, torn: 0 };
  let acknowledged: string[] = [];
  let all = 0;
  let taken = 0;
  while (taken < ROUNDS) {
    acknowledged = [];
    const file = temporaryFile();
    const store = await openStore(file);
    await store.beginRun(runOf('r1', 'grid', [KL_TABLE]));
    const commit = async (seed: number): Promise<void> => {
      const recipe = `result ${seed}`;
      await execute(store, tableCommit('r1', 'kl_layer', KL_COLUMNS, klRows(ROWS, seed), { recipe }), { seed });
      acknowledged.push(recipe);
    };
    // From then on there is a table.
    await Promise.all([commit(0), store.flush()]);
    let writing = true;
    const writer = (async () => {
      for (let seed = 1; writing; seed++) {
        const done = commit(seed);
        if (seed % 3 === 0) await Promise.all([done, store.flush()]);
        await pause(1);
      }
    })();
    for (let round = 0; round < AFRESH_EVERY; ) {
      await pause((round * 0.618034 * 7) % 7);
      const copy = temporaryFile();
      const safe = [...acknowledged];
      if (!crashCopy(file, copy)) continue;
      round += 1;
      taken += 1;
      const after = await openStore(copy);
      const { lost, torn } = await faultsOf(after, safe);
      await after.close();
      found.lost += lost;
      found.torn += torn;
      rmSync(copy);
    }
    writing = false;
    await writer;
    await store.close();
    const last = await temporaryStore(file);
    expect(await faultsOf(last, acknowledged)).toEqual({ lost: 0, torn: 0 });
    all += acknowledged.length;
  }
  console.log(
    `faults: ${JSON.stringify({ rounds: taken, 'faults injected': taken, 'results acknowledged': all, ...found })}`,
  );
  expect(found).toEqual({ lost: 0, torn: 0 });
});
