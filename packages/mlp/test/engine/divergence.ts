import { activationNames } from '@rgflow/kernels';
import { expect, test } from 'vitest';
import { createEngine, type EngineKind, type Network } from '../../src/index.js';
import { randomImages, smallNetwork } from '../small-network.js';

const data = randomImages(12, 40);

/** Infinities and NaN are results; what does not fit is refused. */
export function saysWhatIsWrong(kind: EngineKind): void {
  test('a training that runs into infinity is a result, not an exception', async () => {
    const engine = await createEngine(kind, smallNetwork(12), { learningRate: 1e39, momentum: 0.8, batchSize: 8 });
    const { status, loss, steps } = engine.trainEpoch(data);
    expect({ status, loss, steps }).toEqual({ status: 'diverged', loss: Number.NaN, steps: 2 });
    expect(engine.state().weights).toHaveLength(5);
  });

  test.each(activationNames)('so it is with %s, before a linear output', async (activation) => {
    const network = { ...smallNetwork(12), activation, output: 'linear' } as const;
    const engine = await createEngine(kind, network, { learningRate: 1e39, momentum: 0.8, batchSize: 8 });
    expect(engine.trainEpoch(data).status).toBe('diverged');
  });

  test('NaN in the weights ends the epoch at its first step', async () => {
    const network = smallNetwork(13);
    network.weights[2]![5] = Number.NaN;
    const engine = await createEngine(kind, network, { learningRate: 0.005, momentum: 0.8, batchSize: 8 });
    expect(engine.trainEpoch(data)).toEqual({ status: 'diverged', loss: Number.NaN, steps: 1 });
    expect(engine.evaluate(data).loss).toBeNaN();
  });

  test('an infinite bias behind a saturated tanh is found at the end of the epoch', async () => {
    const network = smallNetwork(14);
    network.biases[1]![0] = Number.POSITIVE_INFINITY;
    const engine = await createEngine(kind, network, { learningRate: 0.005, momentum: 0.8, batchSize: 8 });
    const { status, loss } = engine.trainEpoch(data);
    expect(status).toBe('diverged');
    expect(loss).toBeGreaterThan(0);
  });

  test('an epoch without a whole batch has no loss, and says that no step was made', async () => {
    const engine = await createEngine(kind, smallNetwork(15), { learningRate: 0.005, momentum: 0.8, batchSize: 64 });
    expect(engine.trainEpoch(data)).toEqual({ status: 'no step', loss: Number.NaN, steps: 0 });
  });

  test.each([
    [{ learningRate: 0, momentum: 0.8, batchSize: 8 }, 'learningRate is 0'],
    [{ learningRate: Number.NaN, momentum: 0.8, batchSize: 8 }, 'learningRate is NaN'],
    [{ learningRate: 0.005, momentum: 1.1, batchSize: 8 }, 'momentum is 1.1'],
    [{ learningRate: 0.005, momentum: 0.8, batchSize: 0 }, 'batchSize is 0'],
  ])('parameters %o are refused by name', async (training, message) => {
    await expect(createEngine(kind, smallNetwork(16), training)).rejects.toThrow(message);
  });

  test.each([
    [{ activation: 'swish' }, "activation is 'swish'; expected tanh, erf, relu, sigmoid, linear."],
    [{ output: 'softmax' }, "output is 'softmax'; expected tanh, linear."],
  ])('a function %o that there is none of is refused', async (named, message) => {
    const network = { ...smallNetwork(16), ...named } as Network;
    await expect(createEngine(kind, network, { learningRate: 1, momentum: 0, batchSize: 8 })).rejects.toThrow(message);
  });

  test('images and labels that do not fit the network are refused', async () => {
    const engine = await createEngine(kind, smallNetwork(17), { learningRate: 0.005, momentum: 0.8, batchSize: 8 });
    const { images, labels } = data;
    expect(() => engine.trainEpoch({ images, labels: labels.subarray(1) })).toThrow(/expected 16 values per label/);
    expect(() => engine.evaluate({ images, labels: labels.map(() => 4) })).toThrow(/the network has 4 classes/);
    expect(() => engine.step(data)).toThrow('step: 40 images; expected batchSize, 8.');
    expect(() => engine.preactivations(images.subarray(1))).toThrow(/expected whole images of 16/);
  });
}
