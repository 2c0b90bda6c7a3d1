import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { createEngine, type EngineKind, type Network, type NetworkState, type Velocities } from '../../src/index.js';
import { randomImages, smallNetwork } from '../small-network.js';

const training = { learningRate: 0.02, momentum: 0.8, batchSize: 8 };
const data = randomImages(5, 50);

/** The state after each of `epochs` epochs, by one engine. */
async function train(
  kind: EngineKind,
  start: Network & Partial<Velocities>,
  epochs: number,
  shuffle?: RandomStream,
): Promise<NetworkState> {
  const engine = await createEngine(kind, start, training);
  for (let epoch = 0; epoch < epochs; epoch++) engine.trainEpoch(data, shuffle === undefined ? {} : { shuffle });
  const state = engine.state();
  engine.dispose();
  return state;
}

/** Epochs: stored and gone on with, repeated, shuffled. */
export function continuesBitForBit(kind: EngineKind): void {
  describe('a training', () => {
    test('goes on from its stored state bit for bit: two epochs are one and one', async () => {
      const once = await train(kind, smallNetwork(6), 2);
      const twice = await train(kind, structuredClone(await train(kind, smallNetwork(6), 1)), 1);
      expect(twice).toEqual(once);
    });

    test('goes on with the functions that its state names', async () => {
      const start = { ...smallNetwork(6), activation: 'erf', output: 'linear' } as const;
      const once = await train(kind, start, 2);
      const state = await train(kind, start, 1);
      expect(state).toMatchObject({ activation: 'erf', output: 'linear' });
      expect(await train(kind, state, 1)).toEqual(once);
      expect((await train(kind, { ...state, activation: 'tanh' }, 1)).weights).not.toEqual(once.weights);
    });

    test('needs its velocities for that', async () => {
      const once = await train(kind, smallNetwork(6), 2);
      const { weights, biases } = await train(kind, smallNetwork(6), 1);
      expect(await train(kind, { weights, biases }, 1)).not.toEqual(once);
    });

    test('gives the same bits every time, and leaves what it was given alone', async () => {
      const start = smallNetwork(7);
      const before = structuredClone(start);
      const first = await train(kind, start, 1);
      expect(await train(kind, start, 1)).toEqual(first);
      expect(start).toEqual(before);
    });

    test('drops the last, incomplete batch of an epoch', async () => {
      const engine = await createEngine(kind, smallNetwork(8), training);
      const whole = await createEngine(kind, smallNetwork(8), training);
      expect(engine.trainEpoch(data)).toEqual(
        whole.trainEpoch({ images: data.images.subarray(0, 48 * 16), labels: data.labels.subarray(0, 48) }),
      );
      expect(engine.state()).toEqual(whole.state());
    });

    test('reports the mean of the losses of its steps', async () => {
      const engine = await createEngine(kind, smallNetwork(9), training);
      const stepwise = await createEngine(kind, smallNetwork(9), training);
      const losses = [0, 1, 2, 3, 4, 5].map((step) =>
        stepwise.step({
          images: data.images.subarray(step * 8 * 16, (step + 1) * 8 * 16),
          labels: data.labels.subarray(step * 8, (step + 1) * 8),
        }),
      );
      const { status, loss, steps } = engine.trainEpoch(data);
      expect({ status, steps }).toEqual({ status: 'ok', steps: 6 });
      expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value, 0) / 6, 14);
    });

    test('tells each step as it is made', async () => {
      const engine = await createEngine(kind, smallNetwork(9), training);
      const told: string[] = [];
      engine.trainEpoch(data, { onStep: (step, steps) => told.push(`${step} of ${steps}`) });
      expect(told).toEqual(['1 of 6', '2 of 6', '3 of 6', '4 of 6', '5 of 6', '6 of 6']);
    });

    test('in shuffled order follows the stream', async () => {
      const start = smallNetwork(10);
      const one = RandomStream.named('shuffle', { epoch: 1 });
      const two = RandomStream.named('shuffle', { epoch: 2 });
      const shuffled = await train(kind, start, 1, one);
      expect(await train(kind, start, 1, one)).toEqual(shuffled);
      expect(await train(kind, start, 1, two)).not.toEqual(shuffled);
      expect(await train(kind, start, 1)).not.toEqual(shuffled);
    });
  });

  test('a shuffled epoch is an epoch over the permuted images', async () => {
    const stream = RandomStream.named('shuffle', { epoch: 3 });
    const order = stream.permutation(50);
    const permuted = {
      images: Uint8Array.from({ length: 50 * 16 }, (_, i) => data.images[order[Math.floor(i / 16)]! * 16 + (i % 16)]!),
      labels: Uint8Array.from(order, (image) => data.labels[image]!),
    };
    const engine = await createEngine(kind, smallNetwork(11), training);
    const reference = await createEngine(kind, smallNetwork(11), training);
    expect(engine.trainEpoch(data, { shuffle: stream })).toEqual(reference.trainEpoch(permuted));
    expect(engine.state()).toEqual(reference.state());
  });
}
