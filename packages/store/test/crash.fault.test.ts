import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keyOf } from './records.js';
import { temporaryFile, temporaryStore } from './temporary-store.js';

const CHILD = fileURLToPath(new URL('./children/commit-until-killed.js', import.meta.url));
const ROUNDS = 40;
/** Milliseconds after the first durable commit, at most. */
const LONGEST = 300;

/** Runs the child until `milliseconds` after its first durable commit, and kills it: the numbers that it acknowledged. */
async function killed(file: string, runId: string, milliseconds: number): Promise<number[]> {
  const child: ChildProcess = spawn(process.execPath, [CHILD, file, runId], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    if (acknowledged.length === 0) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    acknowledged.push(Number(line));
  }
  return acknowledged;
}

describe('a process killed in the middle of a run', () => {
  it('loses nothing that was acknowledged and leaves every commit whole or absent', async () => {
    const file = temporaryFile();
    let all = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const runId = `round-${round}`;
      const acknowledged = await killed(file, runId, (LONGEST * round) / ROUNDS);
      const store = await temporaryStore(file);
      expect(
        (await store.query(`SELECT status, ended_at >= started_at FROM run WHERE run_id = '${runId}'`)).rows,
      ).toEqual([['interrupted', true]]);
      const keys = acknowledged.map((number) => keyOf(`${runId} ${number}`));
      const recipes = await store.recipes(keys);
      expect(acknowledged.filter((_, index) => !recipes.has(keys[index]!))).toEqual([]);

      const whole = await store.query(
        `SELECT count(*), count(DISTINCT e.recipe_key), count(*) FILTER (n = 30 AND o = 2) FROM execution e
         LEFT JOIN (SELECT lower(hex(recipe_key)) AS recipe_key, count(*) AS n FROM rows.kl_layer
           JOIN internal.recipe_key ON recipe = recipe_number GROUP BY 1) USING (recipe_key)
         LEFT JOIN (SELECT recipe_key, count(*) AS o FROM output GROUP BY 1) USING (recipe_key)`,
      );
      const [executions, distinct, complete] = whole.rows[0] as [number, number, number];
      expect([distinct, complete]).toEqual([executions, executions]);
      const digests = [...recipes.values()].flatMap(({ outputs }) => outputs.flatMap(({ objects }) => objects));
      expect([...(await store.missing(digests))]).toEqual([]);
      for (const digest of digests.slice(-20)) expect(await store.read(digest)).not.toBeNull();
      await store.close();
      all += acknowledged.length;
    }
    console.log(
      `faults: ${JSON.stringify({ rounds: ROUNDS, 'faults injected': ROUNDS, 'results acknowledged': all })}`,
    );
  });
});
