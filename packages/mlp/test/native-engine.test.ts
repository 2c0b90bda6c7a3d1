import { expect, test } from 'vitest';
import { createEngine, preactivations } from '../src/index.js';
import { agreesWithoutBlas } from './engine/agreement.js';
import { describeEngine } from './engine/describe-engine.js';
import { randomImages, smallNetwork } from './small-network.js';

describeEngine('native');

agreesWithoutBlas();

test('an engine that was disposed of says so', async () => {
  const engine = await createEngine('native', smallNetwork(19), { learningRate: 1, momentum: 0, batchSize: 8 });
  engine.dispose();
  expect(() => engine.trainEpoch(randomImages(12, 40))).toThrow(/disposed of; create another from its state/);
});

test('weights of the wrong shape are refused with their layer', () => {
  const { weights, biases } = smallNetwork(18);
  const wrong = { weights: weights.with(2, new Float32Array(7)), biases };
  expect(() => preactivations(wrong, randomImages(12, 40).images)).toThrow(
    'networkWidths: weights of layer 2 have 7 entries, with 24 biases and 24 units before; expected shape (24, 24).',
  );
});

test('a batch that no memory has room for is refused by its size', async () => {
  const training = { learningRate: 1, momentum: 0, batchSize: 1e8 };
  await expect(createEngine('native', smallNetwork(20), training)).rejects.toThrow(
    /batches of 100000000 images of this network take \d+\.\d GB, and there are 4; give a smaller batchSize/,
  );
});
