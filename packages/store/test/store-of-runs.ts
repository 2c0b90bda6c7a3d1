import { openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit, tensorCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

/**
 * Runs of one study, each with a table, half a megabyte of weights and of momenta; and samples that all share.
 *
 * @param names  what the results of each are called, in turns
 */
export async function storeOfRuns(runs: number, names: readonly string[] = ['grid']): Promise<string> {
  const file = temporaryFile();
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
  return file;
}

/** What nothing compresses. */
function noise(seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: 60_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 3;
  });
}
