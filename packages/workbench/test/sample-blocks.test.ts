import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
import { studyFolder } from '@rgflow/studies';
import fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';

vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-blocks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FULL_BLOCK = 1000;
const SAMPLING = ['activations', 'further-samples', 'historical-samples'];

interface Ran {
  /** Stage and cell of everything that was executed. */
  readonly executed: readonly { readonly stage: string; readonly samples: number }[];
  /** Of every output of every instance. */
  readonly digests: readonly unknown[];
}

/** Runs a network before and after its training with so many samples, by every estimator that draws. */
async function run(file: string, samples: number, jobs: number): Promise<Ran> {
  const set = [`kl.samples=${samples}`, 'network.sigmaW2=1.5', 'network.depth=4', 'kl.images=1'];
  const estimators = 'kl.estimators=[published,push-forward,published-2021]';
  const { plan } = await prepareStudy(join(studyFolder, 'tiny', 'quickstart.yaml'), { set: [...set, estimators] });
  const store = await openStore(join(folder, file));
  try {
    const executed: Ran['executed'][number][] = [];
    const { result } = execute(plan, {
      store,
      study: 'quickstart',
      config: {},
      jobs,
      provenance: {},
      onEvent: (event) => {
        if (event.type !== 'stage-finished' || event.outcome !== 'executed') return;
        executed.push({ stage: event.stage, samples: event.cell.samples as number });
      },
    });
    expect(await result).toMatchObject({ status: 'complete' });
    const { rows } = await store.query(
      `select stage, cell, name, digest from run_stage join output using (recipe_key)
       where run_id = (select max_by(run_id, sequence) from run) order by all`,
    );
    expect(rows.length).toBeGreaterThan(0);
    return { executed, digests: rows };
  } finally {
    await store.close();
  }
}

function blockEnds(samples: number): readonly number[] {
  const full = Array.from({ length: Math.floor(samples / FULL_BLOCK) }, (_, block) => (block + 1) * FULL_BLOCK);
  return samples % FULL_BLOCK === 0 ? full : [...full, samples];
}

const amount = fc.integer({ min: 2, max: 3500 });
let stores = 0;

test('more samples, or fewer, draw the blocks that are new or have another length, and come to what a clean run gives', async () => {
  await fc.assert(
    fc.asyncProperty(amount, amount, fc.constantFrom(1, 2), async (before, after, jobs) => {
      const [store, clean] = [`${++stores}.duckdb`, `${stores}-clean.duckdb`];
      await run(store, before, jobs);
      const raised = await run(store, after, jobs);
      const drawn = blockEnds(after).filter((end) => !blockEnds(before).includes(end));
      // A block of the samples and one of those of 2021, each before and after training.
      expect(
        raised.executed
          .filter(({ stage }) => SAMPLING.includes(stage))
          .map(({ samples }) => samples)
          .sort(),
      ).toEqual(drawn.flatMap((end) => [end, end, end, end]).sort());
      expect(raised.executed.filter(({ stage }) => stage === 'train')).toEqual([]);
      expect(raised.digests).toEqual((await run(clean, after, 1)).digests);
    }),
    {
      numRuns: 2,
      examples: [
        [700, 1500, 2],
        [2500, 1000, 1],
      ],
    },
  );
});

test('with as many samples as before, nothing is executed', async () => {
  await run('same.duckdb', 1200, 2);
  expect((await run('same.duckdb', 1200, 1)).executed).toEqual([]);
});
