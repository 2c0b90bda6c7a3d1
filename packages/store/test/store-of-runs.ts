import { readFile, writeFile } from 'node:fs/promises';
import { openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

/**
 * Runs of one study, each with a table, half a megabyte of weights and of momenta; and samples that all share. Each
 * is made once, and copied for whoever asks for the same again.
 *
 * @param names  what the results of each are called, in turns
 */
export async function storeOfRuns(runs: number, names: readonly string[] = ['grid']): Promise<string> {
  const key = JSON.stringify([runs, names]);
  const file = temporaryFile();
  const before = made.get(key);
  if (before === undefined) {
    await makeRuns(file, runs, names);
    made.set(key, await readFile(file));
  } else {
    await writeFile(file, before);
  }
  return file;
}

/** Those that were made before. */
const made = new Map<string, Buffer>();

async function makeRuns(file: string, runs: number, names: readonly string[]): Promise<void> {
  const store = await openStore(file);
  for (let run = 1; run <= runs; run++) {
    const runId = `r${run}`;
    const name = names[(run - 1) % names.length]!;
    await store.beginRun({ ...runOf(runId, 'grid', [KL_TABLE], run), name });
    const tensor = (name: string, seed: number) =>
      tensorCommit(runId, name, 'float64', [{ shape: [60_000], data: noise(seed) }], {
        recipe: `${name} ${seed}`,
        stage: name,
      });
    await execute(store, tensor('samples', 1000), { seed: 0 });
    await execute(store, tensor('weights', run), { seed: run });
    await execute(store, tensor('momenta', 100 + run), { seed: run });
    await execute(store, tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(3, run), { recipe: `kl ${run}` }), {
      seed: run,
    });
    await store.endRun(runId, 'complete');
  }
  await store.close();
}

/** What nothing compresses. */
function noise(seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: 60_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 3;
  });
}
