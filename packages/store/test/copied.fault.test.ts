import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { type DuckDbStore, openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, keyOf, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const ROUNDS = 400;
const AFRESH_EVERY = 40;
/** Every so many copies are opened as the next run would, the others attached to one database, which is much faster. */
const OPEN_EVERY = 10;
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

interface Faults {
  readonly lost: number;
  readonly torn: number;
}

/** Asks one question: of a store, or of a copy that is attached. */
type Ask = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** What is missing of what was acknowledged, and what is there by half. */
async function faultsOf(ask: Ask, acknowledged: readonly string[]): Promise<Faults> {
  const there = new Set((await ask('SELECT recipe_key FROM recipe')).map(([key]) => String(key)));
  const halves = await ask(
    `SELECT count(*) FROM recipe LEFT JOIN
       (SELECT lower(hex(recipe_key)) AS recipe_key, count(*) AS rows FROM rows.kl_layer
        JOIN internal.recipe_key ON recipe = recipe_number GROUP BY 1) USING (recipe_key)
     WHERE rows IS DISTINCT FROM ${ROWS} OR recipe_key NOT IN (SELECT recipe_key FROM execution)`,
  );
  const gone = await ask('SELECT count(*) FROM output WHERE digest NOT IN (SELECT digest FROM object)');
  const lost = acknowledged.filter((recipe) => !there.has(keyOf(recipe))).length;
  return { lost, torn: Number(halves[0]![0]) + Number(gone[0]![0]) };
}

const askStore = (store: DuckDbStore): Ask => {
  return async (sql) => (await store.query(sql)).rows;
};

/** The same of a file that a database attaches for it. */
async function faultsIn(connection: DuckDBConnection, file: string, acknowledged: readonly string[]): Promise<Faults> {
  await connection.run(`ATTACH '${file}' AS rgflow (READ_ONLY)`);
  await connection.run("SET search_path = 'rgflow,memory.main'");
  const ask: Ask = async (sql) => (await connection.runAndReadAll(sql)).getRowsJS();
  try {
    return await faultsOf(ask, acknowledged);
  } finally {
    await connection.run("SET search_path = 'memory.main'");
    await connection.run('DETACH rgflow');
  }
}

it('what a crash would leave at any moment has all that was acknowledged, and nothing by half', async () => {
  const found = { lost: 0, torn: 0 };
  let acknowledged: string[] = [];
  let all = 0;
  let taken = 0;
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
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
      let faults: Faults;
      if (taken % OPEN_EVERY === 0) {
        const after = await openStore(copy);
        faults = await faultsOf(askStore(after), safe);
        await after.close();
      } else {
        faults = await faultsIn(connection, copy, safe);
      }
      found.lost += faults.lost;
      found.torn += faults.torn;
      rmSync(copy);
      rmSync(`${copy}.wal`, { force: true });
    }
    writing = false;
    await writer;
    await store.close();
    const last = await temporaryStore(file);
    expect(await faultsOf(askStore(last), acknowledged)).toEqual({ lost: 0, torn: 0 });
    all += acknowledged.length;
  }
  connection.closeSync();
  instance.closeSync();
  console.log(
    `faults: ${JSON.stringify({ rounds: taken, 'faults injected': taken, 'results acknowledged': all, ...found })}`,
  );
  expect(found).toEqual({ lost: 0, torn: 0 });
});
