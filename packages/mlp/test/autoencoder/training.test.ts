import { readFileSync } from 'node:fs';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  AUTOENCODER_FUNCTIONS,
  AUTOENCODER_TRAINING,
  type AutoencoderFunctions,
  AutoencoderTrainer,
  type AutoencoderTraining,
  initialAutoencoder,
} from '../../src/autoencoder/index.js';
import { asNumbers, flat, patterns, smallAutoencoder, smallImages } from './small.js';

interface Training {
  readonly functions: AutoencoderFunctions;
  readonly training: AutoencoderTraining;
  readonly losses: readonly number[];
  readonly gradient: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
}

// Written by test/expected/autoencoder.py.
const { trainings }: { readonly trainings: readonly Training[] } = JSON.parse(
  readFileSync(new URL('../expected/autoencoder.json', import.meta.url), 'utf8'),
);

/** Largest difference of two rows of arrays. */
function distance(found: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): number {
  let largest = 0;
  expected.forEach((array, at) => {
    for (let i = 0; i < array.length; i++) largest = Math.max(largest, Math.abs(found[at]![i]! - array[i]!));
    expect(found[at]!.length).toBe(array.length);
  });
  return largest;
}

describe.each(trainings.map((of) => [JSON.stringify({ ...of.functions, ...of.training }), of] as const))(
  '%s',
  (_, { functions, training, losses, gradient, after }) => {
    test('has as its gradient the slope by complex steps in float64', () => {
      const descent = { optimiser: 'sgd', learningRate: 1, momentum: 0, weightDecay: 0, batchSize: 4 } as const;
      const trainer = new AutoencoderTrainer(smallAutoencoder(functions), descent);
      expect(trainer.trainEpoch(smallImages(4)).loss).toBeCloseTo(losses[0]!, 6);
      // From rest, at rate 1 and without momentum, the velocity is the negative gradient.
      const found = flat(trainer.state().first!).map((array) => array.map((value) => -value));
      expect(distance(found, gradient)).toBeLessThan(1e-6);
      trainer.dispose();
    });

    test('goes the way of twelve steps in float64, on bytes and on numbers', () => {
      for (const images of [smallImages(), asNumbers(smallImages())]) {
        const trainer = new AutoencoderTrainer(smallAutoencoder(functions), training);
        const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
        expect(trainer.trainEpoch(images)).toMatchObject({ status: 'ok', steps: 12, loss: expect.closeTo(mean, 5) });
        expect(distance(flat(trainer.state()), after)).toBeLessThan(2e-5);
        trainer.dispose();
      }
    });
  },
);

test.each(['adam', 'sgd'] as const)('a training by %s that is stored goes on bit for bit', (optimiser) => {
  const training = { ...AUTOENCODER_TRAINING, optimiser, batchSize: 8 };
  const begun = smallAutoencoder(AUTOENCODER_FUNCTIONS);
  const epochs = [1, 2, 3].map((epoch) => RandomStream.named('order', { epoch }));
  const whole = new AutoencoderTrainer(begun, training);
  for (const shuffle of epochs) whole.trainEpoch(smallImages(), { shuffle });
  let state = begun;
  for (const shuffle of epochs) {
    const trainer = new AutoencoderTrainer(state, training);
    trainer.trainEpoch(smallImages(), { shuffle });
    state = trainer.state();
    trainer.dispose();
  }
  expect(state).toEqual(whole.state());
});

test('a training that diverges is told, and so is one without a step', () => {
  const wild = { ...AUTOENCODER_TRAINING, optimiser: 'sgd', learningRate: 1e30, batchSize: 8 } as const;
  const trainer = new AutoencoderTrainer(smallAutoencoder(AUTOENCODER_FUNCTIONS), wild);
  expect(trainer.trainEpoch(smallImages()).status).toBe('diverged');
  expect(trainer.trainEpoch(smallImages(7))).toEqual({ status: 'no step', steps: 0, loss: Number.NaN });
});

test.each([
  ['relu', 'sigmoid', 'linear', 'mse'],
  ['tanh', 'tanh', 'sigmoid', 'cross-entropy'],
  ['sigmoid', 'sigmoid', 'sigmoid', 'mse'],
] as const)('%s units with a %s code learn four patterns: %s output, %s', (activation, code, output, loss) => {
  const random = RandomStream.named('patterns', { seed: 1 });
  const begun = { ...initialAutoencoder([16, 12, 3], { activation, code, output, loss }, random), steps: 0 };
  const trainer = new AutoencoderTrainer(begun, { ...AUTOENCODER_TRAINING, learningRate: 0.01, batchSize: 16 });
  const losses = Array.from({ length: 40 }, () => trainer.trainEpoch(patterns()).loss);
  // The least cross-entropy is that of the grey values, 0.29 nats.
  expect(losses.at(-1)).toBeLessThan(loss === 'mse' ? 0.02 : 0.35);
});

test.each([
  [{ batchSize: 0 }, 'batchSize is 0; expected a positive integer'],
  [{ learningRate: -1 }, 'learningRate is -1; expected a positive number'],
  [{ momentum: 1 }, 'momentum is 1; expected a number from 0 to below 1'],
  [{ optimiser: 'newton' as never }, 'optimiser is newton; expected adam or sgd'],
])('parameters out of range are refused: %o', (wrong, message) => {
  const state = smallAutoencoder(AUTOENCODER_FUNCTIONS);
  expect(() => new AutoencoderTrainer(state, { ...AUTOENCODER_TRAINING, ...wrong })).toThrow(message);
});

test('shapes and functions that do not fit are refused', () => {
  const state = smallAutoencoder(AUTOENCODER_FUNCTIONS);
  const made = (wrong: object) => () => new AutoencoderTrainer({ ...state, ...wrong }, AUTOENCODER_TRAINING);
  expect(made({ weights: state.weights.slice(1), biases: state.biases.slice(1) })).toThrow('mirror each other');
  expect(made({ loss: 'cross-entropy' })).toThrow("expected 'sigmoid'");
  expect(made({ activation: 'erf' })).toThrow("activation is 'erf'");
  const trainer = new AutoencoderTrainer(state, AUTOENCODER_TRAINING);
  expect(() => trainer.trainEpoch(patterns())).toThrow('for 6 inputs');
});
