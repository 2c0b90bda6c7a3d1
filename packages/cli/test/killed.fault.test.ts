import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWithStudy, killed, report, rgflow, tables, told } from './faulty-run.js';

const folder = folderWithStudy(600);
const ROUNDS = 20;

it('a run that is killed at any moment loses nothing that it told as executed, also behind a link to nothing yet', async () => {
  const calm = 'calm.duckdb';
  await rgflow(['run', 'many.yaml', '--store', calm], folder);
  const undisturbed = await tables(calm, folder);
  let acknowledged = 0;
  let lost = 0;
  let wrong = 0;
  let kills = 0;
  for (let round = 0; round < ROUNDS; ) {
    const store = `killed-${round}.duckdb`;
    if (round % 2 === 0) symlinkSync(`real-${round}.duckdb`, join(folder, store));
    const safe = new Set<string>();
    for (let complete = false; !complete; ) {
      // The moments lie evenly, and by the golden ratio nowhere twice.
      const milliseconds = round >= ROUNDS ? 600_000 : 400 * ((round * 0.618034) % 1);
      const first = '"outcome":"executed"';
      const { code, stdout } = await killed('many.yaml', { folder, store, milliseconds, first });
      const { executed, hit } = told(stdout);
      lost += executed.filter((cell) => safe.has(cell)).length;
      for (const cell of executed) safe.add(cell);
      acknowledged += executed.length;
      complete = code === 0;
      const there = new Set([...executed, ...hit]);
      if (complete) lost += [...safe].filter((cell) => !there.has(cell)).length;
      else kills += 1;
      round += 1;
    }
    if ((await tables(store, folder)) !== undisturbed) wrong += 1;
    rmSync(join(folder, store));
  }
  report({ rounds: kills, 'faults injected': kills, 'results acknowledged': acknowledged, lost, 'wrong hits': wrong });
  expect({ lost, wrong }).toEqual({ lost: 0, wrong: 0 });
  expect(kills).toBeGreaterThanOrEqual(ROUNDS / 2);
});
