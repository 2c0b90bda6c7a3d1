import { activationNames } from '@rgflow/kernels';
import { expect, test } from 'vitest';
import { createEngine, type EngineKind, layerWidths, outputNames } from '../../src/index.js';
import { centralDifference, toFloat64 } from '../float64-loss.js';
import { randomImages, smallNetwork } from '../small-network.js';

/** Five layers in float32, each with a relative error below 1e-6, on gradients below one. */
const TOLERANCE = 5e-6;

const functions = activationNames.flatMap((activation) => outputNames.map((output) => ({ activation, output })));

/** Held against central differences of the loss in float64. */
export function followsTheSlope(kind: EngineKind): void {
  test.each(functions)('has as its gradient the slope of the loss along every parameter: %o', async (named) => {
    const widths = layerWidths({ shape: 'wide', depth: 5, width: 8, inputs: 16, classes: 4 });
    const network = { ...smallNetwork(1, widths), ...named };
    const data = randomImages(1, 6);
    const engine = await createEngine(kind, network, { learningRate: 1, momentum: 0, batchSize: 6 });
    engine.step(data);
    // From rest, at rate 1 and without momentum, the velocity is the gradient.
    const { weightVelocities, biasVelocities } = engine.state();
    engine.dispose();
    const exact = toFloat64(network);
    let largest = 0;
    const largestGradients = weightVelocities.map(() => 0);
    for (const [gradients, parameters] of [
      [weightVelocities, exact.weights],
      [biasVelocities, exact.biases],
    ] as const) {
      gradients.forEach((gradient, layer) => {
        gradient.forEach((value, i) => {
          const difference = Math.abs(value - centralDifference(exact, data, parameters[layer]!, i));
          largest = Math.max(largest, difference);
          largestGradients[layer] = Math.max(largestGradients[layer]!, Math.abs(value));
        });
      });
    }
    expect(largest).toBeLessThan(TOLERANCE);
    // In every layer, also behind four sigmoids, whose slopes are a quarter at most.
    expect(Math.min(...largestGradients)).toBeGreaterThan(20 * TOLERANCE);
  });
}
