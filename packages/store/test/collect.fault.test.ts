import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, vi } from 'vitest';
import { collectStore, openStore, verifyStore } from '../src/index.js';
import { childFile, killedAfter as killed } from './killed-child.js';
import { keyOf } from './records.js';
import { storeOfRuns } from './store-of-runs.js';
import { temporaryFile } from './temporary-store.js';

vi.setConfig({ testTimeout: 900_000 });

const ROUNDS = 8;
/** Milliseconds from the beginning of a collection to its kill, at most. */
const LONGEST = 1500;

/** Collects garbage in another process, or forgets a run, and kills it after a while: its exit code, null if killed. */
const killedAfter = (milliseconds: number, ...words: readonly string[]) => killed(milliseconds, 'collect', ...words);

/** What a store must have whatever happens: the table rows of all runs, and all tensors of the newest. */
async function expectKept(file: string, runs: number, newest: string): Promise<void> {
  expect((await verifyStore(file)).damages).toEqual([]);
  const store = await openStore(file);
  const rows = await store.query("SELECT count(*) FROM history.kl_layer WHERE study = 'grid'");
  const tensors = await store.query(
    `SELECT count(*) FROM tensor SEMI JOIN object USING (digest)
     WHERE recipe_key IN (SELECT recipe_key FROM run_stage WHERE run_id = '${newest}')`,
  );
  await store.close();
  expect([rows.rows, tensors.rows]).toEqual([[[3 * runs]], [[3]]]);
}

describe('gc and forget', () => {
  it('that are killed at any moment lose nothing of what is kept', async () => {
    const whole = await storeOfRuns(4);
    let kills = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const file = temporaryFile();
      copyFileSync(whole, file);
      const forgets = round % 3 === 2;
      const code = await killedAfter((LONGEST * round) / ROUNDS, file, ...(forgets ? ['r2'] : []));
      if (code === null) kills++;
      if (!forgets) await expectKept(file, 4, 'r4');
      await collectStore(file, { apply: true });
      expect(existsSync(`${file}.rewritten`)).toBe(false);
      if (!forgets) await expectKept(file, 4, 'r4');
      else expect((await verifyStore(file)).damages).toEqual([]);
    }
    console.log(`faults: ${JSON.stringify({ rounds: ROUNDS, 'faults injected': kills })}`);
  });

  it('and a run that goes on, or begins, do not harm one another', async () => {
    const whole = await storeOfRuns(3);
    let all = 0;
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const file = temporaryFile();
      copyFileSync(whole, file);
      // Every other time the run is first.
      const collecting = round % 2 === 0 ? killedAfter(60_000, file) : null;
      await new Promise((wake) => setTimeout(wake, 100 * round));
      const runId = `live-${round}`;
      const running = spawn(process.execPath, [childFile('commit-until-killed'), file, runId], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const acknowledged: number[] = [];
      let then: Promise<number | null> | null = null;
      for await (const line of createInterface({ input: running.stdout })) {
        acknowledged.push(Number(line));
        then ??= collecting ?? killedAfter(60_000, file);
        if (acknowledged.length === 40) void then.then(() => running.kill('SIGKILL'));
      }
      const code = await (then ?? collecting);
      if (code === 3) refused++;
      const store = await openStore(file);
      const keys = acknowledged.map((number) => keyOf(`${runId} ${number}`));
      const recipes = await store.recipes(keys);
      expect(acknowledged.filter((_, index) => !recipes.has(keys[index]!))).toEqual([]);
      await store.close();
      await expectKept(file, 3, 'r3');
      all += acknowledged.length;
    }
    console.log(
      `faults: ${JSON.stringify({ rounds: ROUNDS, 'faults injected': ROUNDS, 'results acknowledged': all, refused })}`,
    );
    expect(refused).toBeGreaterThan(0);
  });
});
