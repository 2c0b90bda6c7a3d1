import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { layerFunctionsOf } from '../../src/autoencoder/autoencoder.js';
import { type AutoencoderFunctions, AutoencoderTrainer, hiddenFunctions } from '../../src/autoencoder/index.js';
import { loadTfjs } from '../../src/load-tfjs.js';
import { flat, smallAutoencoder, smallImages } from './small.js';

const COUNT = 8;
const { tf } = await loadTfjs();

// What the losses need beside what the engine of networks has registered.
const one = (dy: Tensor | Tensor[]) => (Array.isArray(dy) ? dy[0]! : dy);
tf.registerGradient({
  kernelName: tf.Multiply,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({ a: () => tf.mul(one(dy), b!), b: () => tf.mul(one(dy), a!) }),
});
tf.registerGradient({
  kernelName: tf.Square,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(one(dy), tf.mul(x!, 2)) }),
});
tf.registerGradient({
  kernelName: tf.Softplus,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => tf.mul(one(dy), tf.sigmoid(x!)) }),
});

const ends = [
  { output: 'linear', loss: 'mse' },
  { output: 'sigmoid', loss: 'mse' },
  { output: 'tanh', loss: 'mse' },
  { output: 'sigmoid', loss: 'cross-entropy' },
] as const;
const functions: readonly AutoencoderFunctions[] = hiddenFunctions.flatMap((activation) =>
  hiddenFunctions.flatMap((code) => ends.map((end) => ({ activation, code, ...end }))),
);

/** Loss and gradient of TensorFlow.js, weights and biases in turn. */
function ofTfjs(of: AutoencoderFunctions) {
  const state = smallAutoencoder(of, [6, 5, 4, 3]);
  const widths = [6, 5, 4, 3, 4, 5, 6];
  const names = layerFunctionsOf(6, of);
  const images = tf.tensor2d(
    Float32Array.from(smallImages(COUNT).values, (value) => value / 255),
    [COUNT, 6],
  );
  const parameters = state.weights.map((weights, layer) => ({
    weights: tf.variable(tf.tensor2d(weights.slice(), [widths[layer + 1]!, widths[layer]!])),
    biases: tf.variable(tf.tensor1d(state.biases[layer]!.slice())),
  }));
  const { value, grads } = tf.variableGrads(() => {
    let x: Tensor2D = images;
    parameters.forEach(({ weights, biases }, layer) => {
      const z = tf.add<Tensor2D>(tf.matMul<Tensor2D>(x, weights as never, false, true), biases);
      const name = names[layer]!;
      const isLogit = of.loss === 'cross-entropy' && layer === 5;
      x = isLogit || name === 'linear' ? z : tf[name](z);
    });
    const sum =
      of.loss === 'mse'
        ? tf.sum(tf.square(tf.add(x, tf.neg(images))))
        : tf.add(tf.sum(tf.softplus(x)), tf.sum(tf.mul(x, tf.neg(images))));
    return tf.div(sum, 6 * COUNT) as never;
  });
  const gradient = parameters.flatMap(({ weights, biases }) =>
    [weights, biases].map(({ name }) => grads[name]!.dataSync()),
  );
  return { state, loss: value.dataSync()[0]!, gradient };
}

test.each(functions)('the gradient is that of the tape of TensorFlow.js: %o', (of) => {
  const { state, loss, gradient } = ofTfjs(of);
  const descent = { optimiser: 'sgd', learningRate: 1, momentum: 0, weightDecay: 0, batchSize: COUNT } as const;
  const trainer = new AutoencoderTrainer(state, descent);
  expect(trainer.trainEpoch(smallImages(COUNT)).loss).toBeCloseTo(loss, 5);
  flat(trainer.state().first!).forEach((array, at) => {
    expect(Math.max(...array.map(Math.abs))).toBeGreaterThan(0);
    array.forEach((value, i) => {
      expect(Math.abs(-value - gradient[at]![i]!)).toBeLessThan(2e-6);
    });
  });
  trainer.dispose();
});
