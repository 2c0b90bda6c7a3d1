import { meanAndVariance } from '@rgflow/kl';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { fitStage } from '../../src/network/fit.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { trainStage } from '../../src/network/train.stage.js';
import { runStage } from '../stage-chain.js';

const network = { shape: 'wide', depth: 6, width: 64, sigmaW2: 2, sigmaB2: 0.05, seed: 0 };
const paper = { activation: 'tanh', output: 'tanh' };
const sgd = {
  ...paper,
  learningRate: 0.005,
  momentum: 0.8,
  batchSize: 64,
  shuffle: false,
  stopHopeless: 'never',
  engine: 'native',
};
const sampling = { snapshot: 'init', activation: 'tanh', images: 3, samples: 200 };
type Outputs = Awaited<ReturnType<typeof runStage>>;

describe('the stages of a network, on real MNIST', () => {
  let data: Outputs;
  let untrained: Outputs;

  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 1280, validation: 256 });
    untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
  });

  test('the validation images follow the training images', () => {
    expect(data.trainImages![0]!.shape).toEqual([1280, 784]);
    expect(data.validationImages![0]!.shape).toEqual([256, 784]);
    // The first labels of train-labels-idx1-ubyte, as published: 5, 0, 4, 1, 9.
    expect([...data.trainLabels![0]!.data.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect(data.validationLabels![0]!.data).toHaveLength(256);
  });

  test('an untrained network is at rest', () => {
    expect(untrained.weights!.map((w) => w.shape)).toEqual([
      [64, 784],
      [64, 64],
      [64, 64],
      [64, 64],
      [64, 64],
      [10, 64],
    ]);
    expect(untrained.weightVelocities).toEqual([]);
  });

  test('training learns, and a second block goes on where the first ended', async () => {
    const first = await runStage(trainStage, { epoch: 1, ...sgd }, { ...untrained, ...data });
    const second = await runStage(trainStage, { epoch: 2, ...sgd }, { ...first, ...data });
    const [one] = first.training as never as { train_loss: number; status: string }[];
    const [two] = second.training as never as { train_loss: number; status: string; epoch: number }[];
    expect(one!.status).toBe('ok');
    expect(one!.train_loss).toBeLessThan(Math.log(10));
    expect(two!.train_loss).toBeLessThan(one!.train_loss);
    expect(two!.epoch).toBe(2);
  });

  test('layer statistics are those of the kept preactivations', async () => {
    const sampled = await runStage(activationsStage, sampling, { ...untrained, ...data });
    const z = sampled.preactivations!;
    expect(z.map((layer) => layer.shape)).toEqual([...Array<number[]>(5).fill([3, 64]), [3, 10]]);
    const [row] = sampled.layer_statistics as never as { mean: number; variance: number }[];
    expect(row).toMatchObject(meanAndVariance(z[0]!.data as Float32Array));
  });

  test('the divergence of the reference layer is zero, the Gaussian one never negative', async () => {
    const sampled = await runStage(activationsStage, sampling, { ...untrained, ...data });
    const { kl_layer, klCovariances } = await runStage(klStage, { snapshot: 'init' }, sampled);
    const rows = kl_layer as never as {
      estimator: string;
      layer: number;
      kl: number;
      kl_se: number;
      samples: number;
    }[];
    expect(rows.map((row) => row.estimator)).toEqual([...Array(6).fill('published'), ...Array(6).fill('gaussian')]);
    expect(rows.filter((row) => row.layer === 0).map((row) => row.kl)).toEqual([0, 0]);
    expect(rows.filter((row) => row.estimator === 'gaussian').every((row) => row.kl >= 0)).toBe(true);
    expect(rows[1]!.samples).toBe(600);
    expect(rows[1]!.kl_se).toBeGreaterThan(0);
    const fit = await runStage(
      fitStage,
      { snapshot: 'init', estimator: 'published', sigmaW2: 2, images: 3, skipLast: 2, normalisation: 'paper' },
      { kl_layer, klCovariances },
    );
    expect(fit.kl_fit![0]).toMatchObject({ snapshot: 'init', points: 4, freedom: 1, se_of: 'images' });
    expect(klCovariances![4]).toMatchObject({ layer: 4, shape: [2, 2, 7] });
    const ofImages = klCovariances![4]!.data.subarray(7, 14);
    expect(ofImages[0]! * 64).toBeCloseTo(rows[4]!.kl_se, 9);
    expect(ofImages[1 + 4]).toBeCloseTo(1, 12);
  });

  test('a diverged training is a result all the way to the fit', async () => {
    const wild = { ...sgd, learningRate: 1e39 };
    const trained = await runStage(trainStage, { epoch: 1, ...wild }, { ...untrained, ...data });
    expect(trained.training![0]).toMatchObject({
      status: 'diverged',
      validation_loss: null,
      validation_accuracy: null,
    });
    const again = await runStage(trainStage, { epoch: 2, ...wild }, { ...trained, ...data });
    expect(again.training![0]).toMatchObject({ status: 'diverged' });
    const sampled = await runStage(activationsStage, { ...sampling, snapshot: 'final' }, { ...trained, ...data });
    const { kl_layer, klCovariances } = await runStage(klStage, { snapshot: 'final' }, sampled);
    for (const row of kl_layer!) expect(row).toMatchObject({ kl: null, reason: 'a layer is not finite' });
    const fitting = { estimator: 'published', sigmaW2: 2, images: 3, skipLast: 2, normalisation: 'paper' };
    const { kl_fit } = await runStage(fitStage, { snapshot: 'final', ...fitting }, { kl_layer, klCovariances });
    expect(kl_fit![0]).toMatchObject({ converged: false, a: null, a_se: null, b: null, reason: 'not finite' });
  });

  test('a network whose outputs are not finite has diverged, though its weights are finite', async () => {
    const { training } = await runStage(
      trainStage,
      { epoch: 1, ...sgd, learningRate: 1e37 },
      { ...untrained, ...data },
    );
    expect(training![0]).toMatchObject({ status: 'diverged', validation_loss: null, validation_accuracy: null });
  });

  test('more images than there are is refused', async () => {
    const many = { ...sampling, images: 257 };
    await expect(runStage(activationsStage, many, { ...untrained, ...data })).rejects.toThrow(/images is 257.*has 256/);
  });
});
