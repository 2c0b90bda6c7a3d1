import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlRow } from '@rgflow/drawing';
import { openStore } from '@rgflow/store';
import { studyFolder } from '@rgflow/studies';
import { afterAll, expect, test, vi } from 'vitest';
import { askStore } from '../src/ask.js';
import { prepareStudy } from '../src/prepared-study.js';
import { runStudy } from '../src/run-study.js';

vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two networks of a scan, of which nothing is kept unless it is asked for; executed instances by stage. */
async function run(...sets: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const few = ['network.depth=3', 'network.sigmaW2=[1, 2]', 'theory.sigmaW2.step=1', ...sets];
  const executed: Record<string, number> = {};
  const { result } = await runStudy(
    await prepareStudy(join(studyFolder, 'tiny', 'trainability.yaml'), { set: few, name: 'trainability' }),
    {
      store: join(folder, 'kept.duckdb'),
      jobs: 1,
      onEvent: (event) => {
        if (event.type !== 'stage-finished' || event.outcome !== 'executed') return;
        executed[event.stage] = (executed[event.stage] ?? 0) + 1;
      },
    },
  );
  expect(result).toMatchObject({ status: 'complete' });
  return executed;
}

/** As docs/tour.md has it: what is kept of the networks after so many epochs. */
async function kept(epoch: number): Promise<readonly SqlRow[]> {
  const store = await openStore(join(folder, 'kept.duckdb'), { mode: 'read' });
  try {
    return await askStore(store)(`
      select distinct cast(cell->>'sigmaW2' as double) as sigma_w2, name, layer, array_to_string(shape, 'x') as shape, mean,
             len(tensor_values(digest)) as entries, list_avg(tensor_values(digest)) as mean_of_entries
      from tensor join run_stage using (recipe_key)
      where stage = 'train' and cast(cell->>'epoch' as integer) = ${epoch} and tensor_values(digest) is not null
      order by all`);
  } finally {
    await store.close();
  }
}

test('weights and biases after the last epoch stay in the store if they are asked for, and are read in SQL', async () => {
  await run();
  expect(await kept(1)).toEqual([]);

  // They were not kept, so the networks are trained again; to the same digests, or it would be a warning.
  expect(await run('training.keep=final')).toEqual({ initialise: 2, train: 2 });
  const rows = await kept(1);
  expect(rows.map(({ sigma_w2, name, layer, shape, entries }) => [sigma_w2, name, layer, shape, entries])).toEqual(
    [1, 2].flatMap((sigmaW2) => [
      [sigmaW2, 'biases', 0, '16', 16],
      [sigmaW2, 'biases', 1, '16', 16],
      [sigmaW2, 'biases', 2, '10', 10],
      [sigmaW2, 'weights', 0, '16x784', 16 * 784],
      [sigmaW2, 'weights', 1, '16x16', 16 * 16],
      [sigmaW2, 'weights', 2, '10x16', 10 * 16],
    ]),
  );
  for (const { mean, mean_of_entries } of rows) expect(mean_of_entries as number).toBeCloseTo(mean as number, 6);
  expect(await run('training.keep=final')).toEqual({});

  // A longer training keeps its own last epoch; of a scan, which has no head to supersede, also that of before stays.
  await run('training.keep=final', 'training.epochs=2');
  expect(await kept(2)).toHaveLength(12);
  expect(await kept(1)).toHaveLength(12);
});
