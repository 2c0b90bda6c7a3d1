import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Plan, PlanBuilder } from '@rgflow/pipeline';
import { openStore } from '@rgflow/store';
import { afterAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-autoencoders-'));
afterAll(() => rmSync(folder, { recursive: true }));

// No study has them yet; workers find the stages where they are built.
const built = (path: string) => import(new URL(`../../studies/dist/${path}.js`, import.meta.url).href);
const { datasetStage } = await built('network/dataset.stage');
const { autoencoderParameters } = await built('machines/autoencoder-parameters');
const { planAutoencoder, planAutoencoderCodes } = await built('machines/autoencoder-plan');
const { planMachine } = await built('machines/machine-plan');

/** An autoencoder on a few images of MNIST, and a machine that fills the same tables. */
function planOf(epochs: number): Plan {
  const plan = new PlanBuilder();
  const { trainImages: images } = plan.add(datasetStage, {
    params: { dataset: 'mnist', train: 200, validation: 10 },
    inputs: {},
  }) as Record<string, never>;
  const options = {
    autoencoder: autoencoderParameters.autoencoder.parse({ depth: 1, rate: 0.05, code: 6 }),
    training: autoencoderParameters.training.parse({
      epochs,
      batchSize: 20,
      pretraining: 'layers',
      pretrainingEpochs: 1,
    }),
    images,
    inputs: 784,
    data: { dataset: 'mnist' },
    seed: 0,
    snapshot: 'final',
    code: 'thresholded',
  };
  planAutoencoderCodes(plan, planAutoencoder(plan, options), options);
  const training = { epochs: 1, learningRate: 0.1, weightDecay: 2e-4, batchSize: 20, chain: 'cd', chainSteps: 1 };
  planMachine(plan, null, 8, { ...options, visible: 'bernoulli', training });
  return plan.build();
}

async function run(epochs: number, sql: string) {
  const store = await openStore(join(folder, 'autoencoders.duckdb'));
  try {
    const { result } = execute(planOf(epochs), { store, study: 'autoencoders', config: {}, jobs: 2, provenance: {} });
    const { status, counts } = await result;
    expect(status).toBe('complete');
    return { counts, rows: (await store.query(sql)).rows };
  } finally {
    await store.close();
  }
}

test('autoencoders run in workers, epoch by epoch, into the tables of machines, and their codes are read in SQL', async () => {
  const { rows } = await run(
    2,
    `select seed, widths, layer, units, occupied, len(bits), len(list_distinct(bits)),
            list_distinct([len(code) for code in bits])
     from (select *, tensor_bits(digest, units) as bits from machine_code) order by layer`,
  );
  expect(rows).toMatchObject([[0, '39-6', 1, 6, expect.any(Number), 200, rows[0]![4], [6]]]);

  // A further epoch goes on from the last.
  const longer = await run(
    3,
    'select widths, count(*)::int, max(epoch) from machine_training group by all order by all',
  );
  expect(longer.counts.executed).toBe(2);
  expect(longer.rows).toEqual([
    ['39-6', 5, 5],
    ['8', 1, 1],
  ]);
  const judged = await run(3, `select phase, part, status, loss > 0 from autoencoder_training order by epoch`);
  expect(judged.counts.executed).toBe(0);
  expect(judged.rows.map(([phase, part]) => [phase, part])).toEqual([
    ['layer', 0],
    ['layer', 1],
    ['whole', 0],
    ['whole', 0],
    ['whole', 0],
  ]);
  expect(await run(3, 'select loss < mean_image_loss * 1.05, status from autoencoder_code')).toMatchObject({
    rows: [[true, expect.stringMatching(/^(ok|collapsed)$/)]],
  });
});
