import { expect, test, vi } from 'vitest';
import { built, CODES, machinesRun } from './planned-machines.js';

vi.setConfig({ testTimeout: 300_000 });

const { autoencoderParameters } = await built('machines/autoencoder-parameters');
const { planAutoencoder, planAutoencoderCodes } = await built('machines/autoencoder-plan');
const { planMachine } = await built('machines/machine-plan');

/** An autoencoder, and a machine that fills the same tables. */
const run = machinesRun((plan, on, epochs) => {
  const options = {
    ...on,
    autoencoder: autoencoderParameters.autoencoder.parse({ depth: 1, rate: 0.05, code: 6 }),
    training: autoencoderParameters.training.parse({
      epochs,
      batchSize: 20,
      pretraining: 'layers',
      pretrainingEpochs: 1,
    }),
    inputs: 784,
    code: 'thresholded',
  };
  planAutoencoderCodes(plan, planAutoencoder(plan, options), options);
  const training = { epochs: 1, learningRate: 0.1, weightDecay: 2e-4, batchSize: 20, chain: 'cd', chainSteps: 1 };
  planMachine(plan, null, 8, { ...options, visible: 'bernoulli', training });
});

test('autoencoders run in workers, epoch by epoch, into the tables of machines, and their codes are read in SQL', async () => {
  const { rows } = await run(2, CODES);
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
