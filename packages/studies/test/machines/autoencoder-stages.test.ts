import { PlanBuilder, type Tensor } from '@rgflow/pipeline';
import { describe, expect, test } from 'vitest';
import { autoencoderCodesStage } from '../../src/machines/autoencoder-codes.stage.js';
import { autoencoderParameters } from '../../src/machines/autoencoder-parameters.js';
import { planAutoencoder, planAutoencoderCodes } from '../../src/machines/autoencoder-plan.js';
import { beginAutoencoderStage } from '../../src/machines/begin-autoencoder.stage.js';
import { hfmDivergenceStage } from '../../src/machines/hfm-divergence.stage.js';
import { trainAutoencoderStage } from '../../src/machines/train-autoencoder.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;
type Row = Readonly<Record<string, number>>;

const functions = { activation: 'tanh', codeFunction: 'sigmoid', output: 'linear', loss: 'mse' } as const;
const shape = { widths: '10-4', ...functions };
const pace = { optimiser: 'adam', learningRate: 0.01, momentum: 0.9, weightDecay: 1e-5, batchSize: 20 } as const;
const whole = { phase: 'whole', part: 0 } as const;

/** Three patterns of 12 pixels with a little noise, 300 images. */
const images: readonly Tensor<'uint8'>[] = [
  {
    layer: 0,
    shape: [300, 12],
    data: Uint8Array.from({ length: 3600 }, (_, at) => {
      const [row, pixel] = [Math.floor(at / 12), at % 12];
      return (Math.floor(pixel / 4) === row % 3 ? 235 : 10) + (at % 7);
    }),
  },
];

function begun(parameters: object = {}): Promise<Outputs> {
  return runStage(
    beginAutoencoderStage,
    { ...shape, initial: 'glorot', pretraining: 'none', seed: 0, ...parameters },
    { images },
  );
}

function tensorsOf({ machine_training: _, autoencoder_training: __, ...tensors }: Outputs) {
  return tensors;
}

async function trained(from: Outputs, epochs: number, parameters: object = {}): Promise<Outputs> {
  let state = from;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    state = await runStage(
      trainAutoencoderStage,
      { epoch, epochOfPart: epoch, ...shape, ...whole, ...pace, ...parameters },
      { ...tensorsOf(state), images },
    );
  }
  return state;
}

function codesOf({ weights, biases }: Outputs, parameters: object = {}) {
  return runStage(
    autoencoderCodesStage,
    { snapshot: 'final', ...shape, code: 'thresholded', ...parameters },
    { weights, biases, images },
  );
}

describe('the stages of autoencoders', () => {
  test('an untrained one mirrors its encoder, and is at rest', async () => {
    const { weights, firstWeights, secondBiases } = await begun();
    expect(weights!.map(({ shape }) => shape)).toEqual([
      [10, 12],
      [4, 10],
      [10, 4],
      [12, 10],
    ]);
    expect([firstWeights, secondBiases]).toEqual([[], []]);
  });

  test('epochs fill their rows, and codes tell the patterns apart', async () => {
    const last = await trained(await begun(), 40);
    expect(last.machine_training).toMatchObject([
      { layer: 1, visible_units: 12, hidden_units: 4, epoch: 40, status: 'ok' },
    ]);
    const [{ explained, loss }] = last.autoencoder_training as unknown as [Row];
    expect(explained).toBeGreaterThan(0.9);
    expect((last.machine_training as unknown as [Row])[0].reconstruction_error).toBe(loss);
    const { codes, machine_code, autoencoder_code } = await codesOf(last);
    expect(codes!.map(({ layer, shape }) => [layer, ...shape])).toEqual([[1, 300, 1]]);
    const seen = new Set(codes![0]!.data as Uint8Array);
    expect(machine_code).toMatchObject([{ layer: 1, units: 4, code: 'thresholded', codes: 300, occupied: seen.size }]);
    expect(seen.size).toBeGreaterThan(1);
    expect(autoencoder_code).toMatchObject([{ units: 4, least_loss: 0, status: 'ok', reason: null }]);
    const [worth] = autoencoder_code as unknown as [Row];
    expect(worth.explained).toBeCloseTo(1 - worth.loss! / worth.mean_image_loss!, 12);
    const { hfm_divergence } = await runStage(
      hfmDivergenceStage,
      { snapshot: 'final', widths: shape.widths, code: 'thresholded', replicates: 3 },
      { codes },
    );
    expect(hfm_divergence).toMatchObject([
      { layer: 1, units: 4 },
      { layer: 1, units: 4 },
    ]);
    // Three patterns, equally often: at most ln 3 nats of them are in the bits.
    if (seen.size <= 3) expect(worth.entropy).toBeLessThan(Math.log(3) + 1e-9);
  });

  test('layers and units are trained by themselves', async () => {
    const first = await trained(await begun(), 2, { phase: 'layer', part: 0 });
    expect(first.machine_training).toMatchObject([{ layer: 0, visible_units: 12, hidden_units: 10, status: 'ok' }]);
    expect(first.firstWeights!.map(({ shape }) => shape)).toEqual([
      [10, 12],
      [12, 10],
    ]);
    const second = await trained(first, 2, { phase: 'layer', part: 1 });
    expect(second.machine_training).toMatchObject([{ layer: 1, visible_units: 10, hidden_units: 4 }]);
    expect(second.autoencoder_training).toMatchObject([{ phase: 'layer', part: 1, explained: null }]);
    expect(second.weights![0]!.data).toEqual(first.weights![0]!.data);
    const grown = await trained(await begun(), 2, { phase: 'unit', part: 3 });
    const rows = (of: Outputs) => (of.weights![1]!.data as Float32Array).slice(0, 20);
    expect(rows(grown)).toEqual(rows(await begun()));
    expect((await trained(second, 1)).firstWeights).toHaveLength(4);
  });

  test('cross-entropy has its loss in nats, and no squared error', async () => {
    const entropy = { output: 'sigmoid', loss: 'cross-entropy' } as const;
    const last = await trained(await begun(entropy), 40, { ...entropy, optimiser: 'sgd', learningRate: 3 });
    expect(last.machine_training).toMatchObject([{ reconstruction_error: null, status: 'ok' }]);
    expect(last.secondWeights).toEqual([]);
    const { autoencoder_code } = await codesOf(last, { ...entropy, code: 'sampled' });
    const [{ loss, least_loss, mean_image_loss }] = autoencoder_code as unknown as [Row];
    expect(loss).toBeGreaterThan(least_loss!);
    expect(loss).toBeLessThan(mean_image_loss!);
  });

  test('one that collapsed is marked, and one that diverged is a row', async () => {
    const still = await begun();
    const dead = still.weights!.map(({ data, ...of }) => ({ ...of, data: new Float32Array(data.length) }));
    const { autoencoder_code, machine_code } = await codesOf({ ...still, weights: dead } as unknown as Outputs);
    expect(autoencoder_code).toMatchObject([{ status: 'collapsed', reason: 'all images have one code', entropy: 0 }]);
    expect(machine_code).toMatchObject([{ occupied: 1, dead_units: 4 }]);
    const stays = await trained({ ...still, weights: dead } as unknown as Outputs, 1, { learningRate: 1e-6 });
    expect(stays.machine_training).toMatchObject([{ status: 'collapsed', dead_units: 4 }]);
    const wild = await trained(still, 1, { optimiser: 'sgd', learningRate: 1e30 });
    expect(wild.machine_training).toMatchObject([{ status: 'diverged', mean_activity: null }]);
    const further = await trained(wild, 1);
    expect((await codesOf(further)).autoencoder_code).toMatchObject([{ status: 'diverged', loss: null }]);
  });
});

describe('the plan of an autoencoder', () => {
  function planned(training: object, autoencoder: object = {}) {
    const plan = new PlanBuilder();
    const { trainImages: shown } = plan.add(datasetStage, {
      params: { dataset: 'mnist', train: 100, validation: 10 },
      inputs: {},
    });
    const options = {
      autoencoder: autoencoderParameters.autoencoder.parse({ depth: 2, rate: 0.25, code: 6, ...autoencoder }),
      training: autoencoderParameters.training.parse(training),
      images: shown,
      inputs: 784,
      data: { dataset: 'mnist' },
      seed: 0,
      snapshot: 'final',
      code: 'thresholded',
    } as const;
    planAutoencoderCodes(plan, planAutoencoder(plan, options), options);
    return plan.build().nodes.filter(({ stage }) => stage.name === 'train-autoencoder');
  }
  const parts = (nodes: ReturnType<typeof planned>) =>
    nodes.map(({ params: { phase, part, epochOfPart } }) => [phase, part, epochOfPart].join(' '));

  test('is a chain of epochs, those of pre-training first', () => {
    expect(parts(planned({ epochs: 2 }))).toEqual(['whole 0 1', 'whole 0 2']);
    expect(parts(planned({ epochs: 1, pretraining: 'layers', pretrainingEpochs: 1 }))).toEqual([
      'layer 0 1',
      'layer 1 1',
      'layer 2 1',
      'whole 0 1',
    ]);
    expect(planned({ epochs: 1, pretraining: 'units', pretrainingEpochs: 2 })).toHaveLength(13);
    expect(planned({ epochs: 1 })[0]!.params).toMatchObject({ widths: '196-49-6', optimiser: 'adam' });
  });

  test('more epochs change nothing before', () => {
    const of = (epochs: number) => planned({ epochs }).map(({ params, stream }) => JSON.stringify([params, stream]));
    expect(of(3).slice(0, 2)).toEqual(of(2));
  });
});
