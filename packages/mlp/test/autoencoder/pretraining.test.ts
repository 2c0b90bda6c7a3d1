import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import {
  AUTOENCODER_FUNCTIONS,
  AUTOENCODER_TRAINING,
  type AutoencoderState,
  AutoencoderTrainer,
  autoencoderSchedule,
  encode,
  initialAutoencoder,
  layerPair,
  reconstruction,
  trainPhase,
} from '../../src/autoencoder/index.js';
import { patterns } from './small.js';

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
const training = { ...AUTOENCODER_TRAINING, learningRate: 0.01, batchSize: 16 };
const functions = { ...AUTOENCODER_FUNCTIONS, activation: 'tanh' } as const;
const images = patterns();

function begun(encoder: readonly number[], seed = 0): AutoencoderState {
  return { ...initialAutoencoder(encoder, functions, RandomStream.named('begun', { seed })), steps: 0 };
}

test('a schedule has all epochs of a part, then those of the next, then the whole', () => {
  const options = { pretrainingEpochs: 2, epochs: 1, layers: 3, code: 2 } as const;
  const phases = autoencoderSchedule({ ...options, pretraining: 'layers' });
  expect(phases.map(({ phase, part, restart }) => [phase, part, restart])).toEqual([
    ['layer', 0, true],
    ['layer', 0, false],
    ['layer', 1, true],
    ['layer', 1, false],
    ['layer', 2, true],
    ['layer', 2, false],
    ['whole', 0, true],
  ]);
  expect(autoencoderSchedule({ ...options, pretraining: 'units' }).map(({ part }) => part)).toEqual([1, 1, 2, 2, 0]);
  expect(autoencoderSchedule({ ...options, pretraining: 'none' })).toHaveLength(1);
  expect(() => autoencoderSchedule({ ...options, epochs: -1, pretraining: 'none' })).toThrow('epochs is -1');
});

test('a unit that is grown first is the code of an autoencoder of one unit', () => {
  const wide = begun([16, 6, 3]);
  const narrow: AutoencoderState = {
    ...wide,
    weights: wide.weights.map((matrix, layer) => {
      if (layer === 1) return matrix.slice(0, 6);
      return layer === 2 ? Float32Array.from({ length: 6 }, (_, row) => matrix[3 * row]!) : matrix;
    }),
    biases: wide.biases.map((biases, layer) => (layer === 1 ? biases.slice(0, 1) : biases)),
  };
  const grown = new AutoencoderTrainer(wide, training, { unit: 1 });
  const alone = new AutoencoderTrainer(narrow, training);
  const losses = [1, 2, 3].map(() => [grown.trainEpoch(images).loss, alone.trainEpoch(images).loss]);
  for (const [one, other] of losses) expect(Math.abs(one! - other!)).toBeLessThan(1e-5);
  const [of, like] = [grown.state(), alone.state()];
  for (let j = 0; j < 6; j++) expect(of.weights[1]![j]).toBeCloseTo(like.weights[1]![j]!, 3);
});

test('a unit that is grown later leaves those before it and those behind it as they were', () => {
  const state = begun([16, 6, 3]);
  const { state: after, epoch } = trainPhase(state, images, { phase: 'unit', part: 2, restart: true }, training, {
    kernels,
  });
  expect(epoch.status).toBe('ok');
  const rows = (of: AutoencoderState) => [0, 1, 2].map((row) => [...of.weights[1]!.subarray(6 * row, 6 * row + 6)]);
  const columns = (of: AutoencoderState) => [0, 1, 2].map((at) => [...of.weights[2]!].filter((_, i) => i % 3 === at));
  for (const part of [rows, columns]) {
    const [before, now] = [part(state), part(after)];
    expect([now[0], now[2]]).toEqual([before[0], before[2]]);
    expect(now[1]).not.toEqual(before[1]);
  }
  expect(after.weights[0]).not.toEqual(state.weights[0]);
  expect([after.biases[1]![0], after.biases[1]![2]]).toEqual([0, 0]);
  // What is behind the unit is silent: it may be anything.
  const other = {
    ...state,
    biases: state.biases.map((b, layer) => (layer === 1 ? Float32Array.of(b[0]!, b[1]!, 9) : b)),
  };
  const phase = { phase: 'unit', part: 2, restart: true } as const;
  expect(trainPhase(other, images, phase, training, { kernels }).epoch).toEqual(epoch);
});

test('a layer is trained with its mirror image on what the layers below give, and nothing else moves', () => {
  const state = begun([16, 8, 4, 2]);
  const phase = { phase: 'layer', part: 1, restart: true } as const;
  const { state: after, epoch } = trainPhase(state, images, phase, training, { kernels });
  after.weights.forEach((weights, layer) => {
    const moves = layer === 1 || layer === 4;
    expect([...weights].every((w, i) => w === state.weights[layer]![i])).toBe(!moves);
  });
  const pair = layerPair(state, 1);
  expect(pair).toMatchObject({ code: 'tanh', output: 'tanh', loss: 'mse' });
  expect(layerPair(state, 2)).toMatchObject({ code: 'sigmoid', output: 'tanh' });
  expect(layerPair(state, 0)).toMatchObject({ code: 'tanh', output: 'linear' });
  const alone = new AutoencoderTrainer({ ...pair, steps: 0 }, training);
  expect(alone.trainEpoch(encode(state, images, kernels, 1)).loss).toBeCloseTo(epoch.loss, 5);
  expect(after.first!.weights.map(({ length }) => length)).toEqual([32, 32]);
  // The moments of the pair are taken up in its next epoch, and dropped in the first of another part.
  const next = trainPhase(after, images, { ...phase, restart: false }, training, { kernels });
  expect(next.state.steps).toBe(2 * after.steps);
  expect(trainPhase(after, images, { phase: 'whole', part: 0, restart: true }, training).state.steps).toBe(after.steps);
  expect(() => layerPair(state, 3)).toThrow('expected one of the encoder, 0 to 2');
});

test.each(['layers', 'units'] as const)('pre-training by %s, then the whole, learns', (pretraining) => {
  let state = begun([16, 8, 4, 3]);
  const schedule = autoencoderSchedule({ pretraining, pretrainingEpochs: 12, epochs: 12, layers: 3, code: 3 });
  schedule.forEach((phase, epoch) => {
    const shuffle = RandomStream.named('order', { epoch });
    state = trainPhase(state, images, phase, training, { kernels, shuffle }).state;
  });
  expect(reconstruction(state, images, kernels).explained).toBeGreaterThan(0.8);
  expect(kernels.usedBytes).toBe(kernels.mark());
});

test('units out of range are refused', () => {
  expect(() => new AutoencoderTrainer(begun([16, 3]), training, { unit: 4 })).toThrow('a unit of the code, 1 to 3');
});
