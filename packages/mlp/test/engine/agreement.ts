import { activationNames, createKernels } from '@rgflow/kernels';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, type EngineKind, layerWidths, type MlpEngine, outputNames } from '../../src/index.js';
import { largestDifference, randomImages, smallNetwork } from '../small-network.js';

/**
 * Two float32 computations of the same numbers: every layer adds a relative error of about 1e-6 (tanh, and sums in another
 * order), which at most 6 layers and 20 steps in the ordered phase carry on without amplifying it.
 */
const TOLERANCE = 2e-5;
const STEPS = 20;
const BATCH = 8;
const training = { learningRate: 0.05, momentum: 0.8, batchSize: BATCH };

/** In losses, weights, biases, velocities, evaluation and pre-activations. */
export function agreesWithNative(kind: EngineKind): void {
  test('agrees with the native engine over twenty steps, whatever the network, its functions and the momentum', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('wide' as const, 'tapered' as const),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 33 }),
        // At 0.3 the native engine folds its scale back into the velocities after 12 of the 20 steps.
        fc.constantFrom(0, 0.3, 0.8),
        fc.integer({ min: 0, max: 1000 }),
        fc.constantFrom(...activationNames),
        fc.constantFrom(...outputNames),
        async (shape, depth, width, momentum, seed, activation, output) => {
          const widths = layerWidths({ shape, depth, width, inputs: 17, classes: 3 });
          const network = { ...smallNetwork(seed, widths), activation, output };
          const data = randomImages(seed, STEPS * BATCH, 17, 3);
          const native = await createEngine('native', network, { ...training, momentum });
          const other = await createEngine(kind, network, { ...training, momentum });
          expectAgreement(native, other, data);
        },
      ),
      { seed: 3, numRuns: 40 },
    );
  });
}

/** The native engine on the system's BLAS and without it. */
export function agreesWithoutBlas(): void {
  test('the system BLAS and the kernels of our own train to the same network', async () => {
    const network = smallNetwork(4);
    const [blas, wasm] = await Promise.all(
      (['auto', 'none'] as const).map((blas) =>
        createEngine('native', network, training, { kernels: createKernels({ blas }) }),
      ),
    );
    expectAgreement(blas!, wasm!, randomImages(4, STEPS * BATCH));
  });
}

function expectAgreement(a: MlpEngine, b: MlpEngine, data: ReturnType<typeof randomImages>): void {
  const pixels = data.images.length / data.labels.length;
  for (let step = 0; step < STEPS; step++) {
    const batch = {
      images: data.images.subarray(step * BATCH * pixels, (step + 1) * BATCH * pixels),
      labels: data.labels.subarray(step * BATCH, (step + 1) * BATCH),
    };
    expect(Math.abs(a.step(batch) - b.step(batch))).toBeLessThan(TOLERANCE);
  }
  const [stateA, stateB] = [a.state(), b.state()];
  expect([stateA.activation, stateA.output]).toEqual([stateB.activation, stateB.output]);
  for (const part of ['weights', 'biases', 'weightVelocities', 'biasVelocities'] as const) {
    stateA[part].forEach((values, layer) => {
      expect(largestDifference(values, stateB[part][layer]!), `${part} of layer ${layer}`).toBeLessThan(TOLERANCE);
    });
  }
  const [evaluationA, evaluationB] = [a.evaluate(data), b.evaluate(data)];
  expect(Math.abs(evaluationA.loss - evaluationB.loss)).toBeLessThan(TOLERANCE);
  // An image whose two largest outputs agree within the tolerance may count for one and not the other.
  expect(Math.abs(evaluationA.accuracy - evaluationB.accuracy)).toBeLessThanOrEqual(1 / data.labels.length + 1e-12);
  const [layersA, layersB] = [a.preactivations(data.images), b.preactivations(data.images)];
  layersA.forEach((z, layer) => {
    expect(largestDifference(z, layersB[layer]!), `preactivations of layer ${layer}`).toBeLessThan(10 * TOLERANCE);
  });
  a.dispose();
  b.dispose();
}
