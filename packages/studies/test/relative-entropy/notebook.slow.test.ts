import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { trainStage } from '../../src/network/train.stage.js';
import { runStage } from '../stage-chain.js';

const notebook = JSON.parse(readFileSync(new URL('expected/notebook-curve.json', import.meta.url), 'utf8')) as {
  readonly kl: readonly number[];
};

/** How far apart two curves of one image each may lie: the notebook's and ours scatter both, by the same amount. */
const SCATTERS = 2;

test('the network of the notebook learns, and its divergence is that of the notebook within the scatter over images', async () => {
  const network = { shape: 'wide', depth: 30, width: 784, sigmaW2: 2, sigmaB2: 0.05, seed: 0 };
  const functions = { activation: 'tanh', output: 'tanh' };
  const sgd = { ...functions, learningRate: 0.005, momentum: 0.8, batchSize: 64, shuffle: false };
  const training = { epoch: 1, ...sgd, stopHopeless: 'never', engine: 'native' };
  const images = 100;
  const data = await runStage(datasetStage, { dataset: 'mnist', train: 50_000, validation: 10_000 });
  const untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
  const trained = await runStage(trainStage, training, { ...untrained, ...data });
  const [row] = trained.training as never as { validation_accuracy: number }[];
  expect(row!.validation_accuracy).toBeGreaterThan(0.9);

  const sampled = await runStage(
    activationsStage,
    { snapshot: 'epoch1', activation: 'tanh', images, samples: 100 },
    { ...trained, ...data },
  );
  const { kl_layer } = await runStage(klStage, { snapshot: 'epoch1' }, sampled);
  const curve = (kl_layer as never as { estimator: string; layer: number; kl: number; kl_se: number }[]).filter(
    (point) => point.estimator === 'published',
  );
  for (const [layer, printed] of notebook.kl.entries()) {
    if (layer === 0) continue;
    const { kl, kl_se } = curve[layer]!;
    const scatter = kl_se * Math.sqrt(images);
    expect(scatter, `scatter of layer ${layer}`).toBeLessThan(0.3 * kl);
    expect(Math.abs(kl - printed), `layer ${layer}`).toBeLessThan(SCATTERS * scatter);
  }
});
