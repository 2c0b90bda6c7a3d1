import { readFileSync } from 'node:fs';
import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import {
  AUTOENCODER_FUNCTIONS,
  AUTOENCODER_TRAINING,
  type AutoencoderFunctions,
  AutoencoderTrainer,
  type BinaryCode,
  binaryCode,
  codeEntropy,
  codeVerdict,
  encode,
  encoderWidths,
  type HiddenFunction,
  initialAutoencoder,
  isFiniteAutoencoder,
  mirroredWidths,
  occupiedCodes,
  reconstruction,
  undecidedShare,
} from '../../src/autoencoder/index.js';
import { asNumbers, patterns, smallAutoencoder, smallImages } from './small.js';

// Written by test/expected/autoencoder.py.
const expected: {
  readonly trainings: readonly {
    readonly functions: AutoencoderFunctions;
    readonly after: readonly (readonly number[])[];
    readonly lossAfter: number;
  }[];
  readonly meanImage: Readonly<Record<'mse' | 'cross-entropy' | 'least', number>>;
} = JSON.parse(readFileSync(new URL('../expected/autoencoder.json', import.meta.url), 'utf8'));

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
const random = RandomStream.named('codes', { seed: 0 });

test('widths shrink by the rate, and the decoder mirrors them', () => {
  expect(encoderWidths({ inputs: 784, depth: 6, rate: 0.5, code: 10 })).toEqual([784, 392, 196, 98, 49, 24, 12, 10]);
  expect(encoderWidths({ inputs: 784, depth: 0, rate: 0.5, code: 6 })).toEqual([784, 6]);
  expect(mirroredWidths([784, 128, 8])).toEqual([784, 128, 8, 128, 784]);
  expect(() => encoderWidths({ inputs: 784, depth: 7, rate: 0.5, code: 10 })).toThrow("fewer than the code's 10");
  expect(() => encoderWidths({ inputs: 784, depth: 1, rate: 0, code: 10 })).toThrow('rate is 0');
});

test('Glorot weights are uniform with variance 2 / (nIn + nOut), and biases 0', () => {
  const { weights, biases } = initialAutoencoder([300, 100], AUTOENCODER_FUNCTIONS, random);
  const [first] = weights as [Float32Array];
  const variance = first.reduce((sum, w) => sum + w * w, 0) / first.length;
  expect(Math.abs(variance / (2 / 400) - 1)).toBeLessThan(0.03);
  expect(Math.max(...first.map(Math.abs))).toBeLessThan(Math.sqrt(6 / 400));
  expect(biases.every((array) => array.every((b) => b === 0))).toBe(true);
  const other = initialAutoencoder([300, 100], AUTOENCODER_FUNCTIONS, random, 'fan-in');
  expect(Math.max(...other.weights[1]!.map(Math.abs), ...other.biases[1]!.map(Math.abs))).toBeCloseTo(0.1, 3);
});

test.each(expected.trainings.map((of) => [JSON.stringify(of.functions), of] as const))(
  'the loss of %s is that in float64, beside that of the mean image and the least',
  (_, { functions, after, lossAfter }) => {
    const arrays = (at: number) => after.filter((_, i) => i % 2 === at).map((array) => Float32Array.from(array));
    const trained = { ...functions, weights: arrays(0), biases: arrays(1) };
    const mean = expected.meanImage[functions.loss];
    const least = functions.loss === 'mse' ? 0 : expected.meanImage.least;
    for (const images of [smallImages(), asNumbers(smallImages())]) {
      const found = reconstruction(trained, images, kernels);
      expect(found.loss).toBeCloseTo(lossAfter, 6);
      expect(found.meanImageLoss).toBeCloseTo(mean, 6);
      expect(found.leastLoss).toBeCloseTo(least, 6);
      expect(found.explained).toBeCloseTo((mean - lossAfter) / (mean - least), 5);
    }
  },
);

test.each([
  ['sigmoid', [0.4999, 0.5, 0, 1], [0, 1, 0, 1]],
  ['tanh', [-1e-6, 0, -1, 1], [0, 1, 0, 1]],
  ['relu', [0, 1e-44, 0, 3], [0, 1, 0, 1]],
] as const)('%s units are bits by the middle of their range', (code, values, bits) => {
  const rows = { count: 2, units: 2, values: Float32Array.from(values) };
  const packed = binaryCode(rows, code, 'thresholded', random, kernels);
  expect([...packed.bits]).toEqual([bits[0] + 2 * bits[1], bits[2] + 2 * bits[3]]);
});

test.each([
  ['sigmoid', 0.3],
  ['tanh', -0.4],
] as const)('bits of %s units are drawn with their probability', (code, value) => {
  const rows = { count: 20_000, units: 2, values: new Float32Array(40_000).fill(value) };
  const { bits } = binaryCode(rows, code, 'sampled', random, kernels);
  const ones = bits.reduce((sum, byte) => sum + (byte & 1) + (byte >> 1), 0);
  expect(Math.abs(ones - 40_000 * 0.3)).toBeLessThan(4 * Math.sqrt(40_000 * 0.3 * 0.7));
  const fewer = binaryCode(
    { ...rows, count: 700, values: rows.values.slice(0, 1400) },
    code,
    'sampled',
    random,
    kernels,
  );
  expect(fewer.bits).toEqual(bits.slice(0, 700));
  expect(() => binaryCode(rows, 'relu', 'sampled', random, kernels)).toThrow('no probabilities');
});

test('occupied codes, their entropy and undecided values are counted', () => {
  const code: BinaryCode = { count: 4, units: 9, bits: Uint8Array.of(1, 0, 1, 0, 1, 1, 3, 0) };
  expect(occupiedCodes(code)).toBe(3);
  // 1/2 ln 2 + 1/2 ln 4.
  expect(codeEntropy(code)).toBeCloseTo(1.5 * Math.LN2, 12);
  const values = { count: 1, units: 5, values: Float32Array.of(0, 0.05, 0.5, 0.85, 0.95) };
  const of = (name: HiddenFunction) => undecidedShare(values, name);
  expect([of('sigmoid'), of('tanh'), of('relu')]).toEqual([0.4, 0.6, Number.NaN]);
});

test('a trained code is told from a collapsed and from a diverged one', () => {
  const images = patterns();
  const begun = { ...initialAutoencoder([16, 12, 3], AUTOENCODER_FUNCTIONS, random), steps: 0 };
  const trainer = new AutoencoderTrainer(begun, { ...AUTOENCODER_TRAINING, learningRate: 0.01, batchSize: 16 });
  for (let epoch = 0; epoch < 40; epoch++) trainer.trainEpoch(images);
  const judged = (of: Parameters<typeof encode>[0]) => {
    const code = binaryCode(encode(of, images, kernels), of.code, 'thresholded', random, kernels);
    return { occupied: occupiedCodes(code), ...codeVerdict(code, reconstruction(of, images, kernels)) };
  };
  expect(judged(trainer.state())).toEqual({ occupied: 4, status: 'ok', reason: null });
  const still = { ...begun, weights: begun.weights.map((weights) => weights.map(() => 0)) };
  expect(judged(still)).toEqual({ occupied: 1, status: 'collapsed', reason: 'all images have one code' });
  // Its code has many states, and its output is the mean image all the same.
  const means = Float32Array.from({ length: 16 }, () => (235 + 3 * 15 + 20) / 4 / 255);
  const blind = {
    ...begun,
    weights: begun.weights.map((weights, layer) => (layer < 2 ? weights : weights.map(() => 0))),
    biases: begun.biases.map((biases, layer) => (layer === 3 ? means : layer === 1 ? biases.map(() => 0) : biases)),
  };
  expect(judged(blind)).toMatchObject({ status: 'collapsed', reason: expect.stringContaining('mean image') });
  expect(judged(blind).occupied).toBeGreaterThan(1);
  const broken = { ...begun, biases: begun.biases.map((biases) => biases.map(() => Number.NaN)) };
  expect(judged(broken)).toMatchObject({ status: 'diverged' });
  expect([isFiniteAutoencoder(broken), isFiniteAutoencoder(begun)]).toEqual([false, true]);
});

test('a deep autoencoder of the usual small weights stays at the mean image, and is marked', () => {
  const images = patterns();
  const widths = encoderWidths({ inputs: 16, depth: 7, rate: 0.9, code: 3 });
  const begun = {
    ...initialAutoencoder(widths, { ...AUTOENCODER_FUNCTIONS, activation: 'sigmoid' }, random, 'fan-in'),
    steps: 0,
  };
  const trainer = new AutoencoderTrainer(begun, { ...AUTOENCODER_TRAINING, batchSize: 16 });
  for (let epoch = 0; epoch < 20; epoch++) trainer.trainEpoch(images);
  const state = trainer.state();
  const code = binaryCode(encode(state, images, kernels), state.code, 'thresholded', random, kernels);
  expect(codeVerdict(code, reconstruction(state, images, kernels)).status).toBe('collapsed');
});

test('a code of one image, and images of other sizes', () => {
  const state = smallAutoencoder(AUTOENCODER_FUNCTIONS);
  expect(reconstruction(state, smallImages(1), kernels).explained).toBeNaN();
  expect(() => reconstruction(state, patterns(), kernels)).toThrow('for 6 inputs');
  expect(() => reconstruction(state, { count: 0, units: 6, values: new Uint8Array(0) }, kernels)).toThrow('no images');
});
